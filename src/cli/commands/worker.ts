import { mostMemoryMb } from '../../shared/values/memoryBudget';
import { priorities } from '../../shared/values/priorities';
import type { WorkerCommandOptions } from '../actions/runWorker';
import { queueOption } from '../args/clusterOptions';
import { choiceOption, numberOption, repeatableOption } from '../args/options';
import type { CommandDefinition } from './definition';

export const workerCommand: CommandDefinition = {
  name: 'worker',
  summary: 'carry out the runs of a queue, with other computers',
  details: [
    'Takes chunks of images from a queue in Redis or Valkey, and processes them as a run on this computer does.',
    'Needs the package assetmill-cluster, of the same version. Only the folders and buckets that --root names are read and written.',
    'SIGTERM or Ctrl+C: no further chunk is taken, and files in progress end. Whatever does not end goes to another worker.',
    'Passwords: set ASSETMILL_QUEUE to the URL, or ASSETMILL_QUEUE_USER and ASSETMILL_QUEUE_PASSWORD; ASSETMILL_QUEUE_CA is a certificate for TLS.',
  ].join(' '),
  examples: [
    { line: 'assetmill worker --queue redis://queue:6379 --root photos=/mnt/photos', text: 'work on the runs in the folder photos' },
    { line: 'assetmill worker --root s3://pictures/2026 --http 9464', text: 'with the queue in ASSETMILL_QUEUE, and metrics at /metrics' },
  ],
  declare(command) {
    command
      .optionsGroup('On several computers:')
      .addOption(queueOption('URL of the queue: redis://HOST:PORT, or rediss:// for TLS'))
      .addOption(
        repeatableOption(
          '--root <root>',
          'NAME=FOLDER, FOLDER, or s3://BUCKET/PREFIX to work on; repeatable',
          (root) => root,
        ).makeOptionMandatory(),
      )
      .addOption(
        numberOption('--concurrency <count>', 'number of worker threads', { least: 1, most: 256 }).default(undefined, 'one per core'),
      )
      .addOption(
        repeatableOption('--rate <rate>', 'files per second of all workers together: FILES, or ROOT=FILES; repeatable', (rate) => rate),
      )
      .addOption(numberOption('--drain <seconds>', 'time for files in progress to end', { least: 0, most: 3600 }).default(30))
      .addOption(
        numberOption('--memory <MB>', 'memory that all files in progress may use together', { least: 256, most: mostMemoryMb }).default(
          undefined,
          'half of what is free, at most 4096',
        ),
      )
      .addOption(choiceOption('--priority <priority>', 'how the workers compete with other programs', priorities).default('normal'))
      .optionsGroup('Monitoring:')
      .option('--http <address>', 'serve /metrics (Prometheus) and /health: PORT for this computer alone, or HOST:PORT')
      .option('--dashboard', 'with --http: serve bull-board at /dashboard, which needs its packages')
      .action(async (options: WorkerCommandOptions) => (await import('../actions/runWorker')).runWorker(options));
  },
};
