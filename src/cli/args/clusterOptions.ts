import type { Command } from 'commander';
import { Option } from 'commander';

/** Options of the commands that use a queue. */

export interface QueueOptions {
  /** URL of the queue, from the option or from ASSETMILL_QUEUE. */
  readonly queue?: string;
  readonly root?: string;
}

/** The queue of a command. Its URL is never shown, since it may have a password. */
export function queueOption(description: string): Option {
  return new Option('--queue <url>', description).env('ASSETMILL_QUEUE');
}

/** Adds the options of a run that other computers carry out. */
export function addQueueOptions(command: Command): Command {
  return command
    .optionsGroup('On several computers:')
    .addOption(queueOption('have the workers of a queue carry out the run: redis://HOST:PORT, or rediss:// for TLS'))
    .addOption(
      new Option(
        '--root <root>',
        'folder that the workers reach, too, with the name that it has there: NAME=FOLDER, or s3://BUCKET/PREFIX',
      ).default(undefined, 'this folder'),
    );
}
