import { Option } from 'commander';
import type { UndoOptions } from '../actions/runUndo';
import { pathsOption } from '../args/options';
import { bucketOnly } from '../environment/cluster';
import { runWithPool } from '../environment/poolSession';
import type { CommandDefinition } from './definition';
import { addRootOption } from './rootOption';

export const undoCommand: CommandDefinition = {
  name: 'undo',
  summary: 'undo the most recent run; repeat to go further back',
  details:
    'Restores replaced files and removes new ones. Files edited since the run are left alone. ' +
    'Asks first if the run to undo is not the last one, because the last one changed nothing or has already been undone; without a terminal, --yes or --run is needed then.',
  examples: [
    { line: 'assetmill undo', text: 'undo the most recent run' },
    { line: 'assetmill undo --list', text: 'the runs that can be undone, newest first' },
  ],
  declare(command) {
    addRootOption(command)
      .option('--yes', 'undo an older run without asking')
      .addOption(new Option('--run <id>', 'undo this run, see --list; files that newer runs changed are left alone'))
      .addOption(new Option('--list', 'list the runs that can be undone: id, time, number of files, and title').conflicts(['yes', 'run']))
      .addOption(pathsOption('--file <file>', 'undo only what the run wrote to this file, or made from it; repeatable').conflicts('list'))
      .option('--all', 'with --list: list the runs of all folders')
      .option('--json', 'print JSON: a line per run with --list, otherwise the result')
      .action(async (options: UndoOptions & { readonly root?: string }) => {
        if (options.list) {
          process.exitCode = await (await import('../actions/runUndo')).listUndoable(options);
          return;
        }
        const cluster = bucketOnly(options.root);
        const processOptions = { workers: 1, ...(cluster && { cluster }) };
        await runWithPool('files', processOptions, async (session) => (await import('../actions/runUndo')).runUndo(options, session));
      });
  },
};
