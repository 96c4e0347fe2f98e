import { digestAlgorithms } from '../../shared/checksums/digestAlgorithms';
import type { HashCommandOptions } from '../actions/runHash';
import { addInspectOptions } from '../args/commonOptions';
import { choicesOption, pathOption, pathsArgument } from '../args/options';
import { runWithPool } from '../environment/poolSession';
import type { CommandDefinition } from './definition';

export const hashCommand: CommandDefinition = {
  name: 'hash',
  summary: 'print or save the digests of files of any kind',
  details: 'The output has the format of sha256sum, b3sum, and similar tools, sorted by path. Digests of unchanged files are cached.',
  examples: [
    { line: 'assetmill hash --output SHA256SUMS dist', text: 'write a checksum file for a folder' },
    { line: 'assetmill hash --algorithm blake3,md5 archive.zip', text: 'two digests, reading the file once' },
  ],
  declare(command) {
    command
      .addArgument(pathsArgument('<paths...>', 'files and folders'))
      .optionsGroup('Digests:')
      .addOption(
        choicesOption('--algorithm <algorithms>', 'digest algorithms, separated by commas', digestAlgorithms).default(undefined, 'sha256'),
      )
      .addOption(
        pathOption('--output <file>', 'write a checksum file with paths relative to its folder').default(undefined, 'standard output'),
      )
      .option('--tag', 'write lines such as SHA256 (name) = digest; the default with several algorithms')
      .option('--no-cache', 'read every file, even if its digest is cached');
    addInspectOptions(command).action((paths: string[], options: Partial<HashCommandOptions>) =>
      runWithPool('files', { ...options, paths }, async (session) =>
        (await import('../actions/runHash')).runHash(paths, { algorithm: ['sha256'], ...options } as HashCommandOptions, session),
      ),
    );
  },
};
