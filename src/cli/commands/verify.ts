import { resolve } from 'node:path';
import type { VerifyCommandOptions } from '../actions/runVerify';
import { addIgnoreOption, addOrderOption, addPoolOptions } from '../args/commonOptions';
import { pathsOption } from '../args/options';
import { runWithPool } from '../environment/poolSession';
import type { CommandDefinition } from './definition';

export const verifyCommand: CommandDefinition = {
  name: 'verify',
  summary: 'verify the files of a checksum file',
  details: 'Prints OK, FAILED, MISSING, EXTRA, or another verdict for each file. Every file is read, even if its digest is cached.',
  examples: [
    { line: 'assetmill verify dist/SHA256SUMS', text: 'verify a folder; the exit code is 1 if a file fails' },
    { line: 'assetmill verify --allow-outside ../shared SHA256SUMS', text: 'also read listed files in another folder' },
  ],
  declare(command) {
    command.argument('<file>', 'checksum file').optionsGroup('Selection:');
    addIgnoreOption(command).addOption(pathsOption('--allow-outside <folder>', 'also read listed files in this folder; repeatable'));
    addOrderOption(addPoolOptions(command)).action((file: string, options: VerifyCommandOptions) =>
      runWithPool('files', options, async (session) => (await import('../actions/runVerify')).runVerify(resolve(file), options, session)),
    );
  },
};
