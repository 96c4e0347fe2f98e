import { Option } from 'commander';
import type { RunsOptions } from '../actions/runRuns';
import type { CommandDefinition } from './definition';
import { addRootOption } from './rootOption';

export const runsCommand: CommandDefinition = {
  name: 'runs',
  summary: 'list the runs on record',
  details:
    'Lists the runs of the editor and of the command line that worked in or above this folder, newest first: id, time, state, files, duration, space that their originals take, and title.',
  examples: [
    { line: 'assetmill runs', text: 'the runs of this folder' },
    { line: 'assetmill runs --all --json', text: 'the runs of all folders, for a program' },
  ],
  declare(command) {
    addRootOption(command)
      .option('--all', 'list the runs of all folders')
      .addOption(new Option('--dismiss <id>', 'do not mention this interrupted run again').conflicts(['all', 'json']))
      .option('--json', 'print one JSON object per run')
      .action(async (options: RunsOptions) => {
        process.exitCode = await (await import('../actions/runRuns')).runRuns(options);
      });
  },
};
