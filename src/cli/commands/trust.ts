import { pathOption } from '../args/options';
import { distrustFolder, trustedFolders, trustFolder } from '../environment/trust';
import type { CommandDefinition } from './definition';

interface TrustOptions {
  readonly list?: boolean;
  readonly remove?: string;
}

export const trustCommand: CommandDefinition = {
  name: 'trust',
  summary: 'trust the profiles of a folder',
  details:
    'A profile chooses folders and whether sources are replaced, so "assetmill run" asks before it runs one of a folder that you have not trusted yet, or without a terminal, refuses to. ' +
    'The folders below a trusted one are trusted, too. On a machine that only builds, set ASSETMILL_TRUST=1 instead.',
  examples: [
    { line: 'assetmill trust .', text: 'trust the current folder' },
    { line: 'assetmill trust --list', text: 'the trusted folders' },
  ],
  declare(command) {
    command
      .argument('[folder]', 'folder with the profiles; "." is the current folder')
      .option('--list', 'list the trusted folders')
      .addOption(pathOption('--remove <folder>', 'trust this folder no longer').conflicts('list'))
      .action(async (folder: string | undefined, { list, remove }: TrustOptions) => {
        if (remove !== undefined) await distrustFolder(remove);
        if (folder !== undefined) await trustFolder(folder);
        if (list || (folder === undefined && remove === undefined)) for (const each of trustedFolders()) process.stdout.write(`${each}\n`);
      });
  },
};
