import type { ResumeOptions } from '../actions/runResume';
import { addPoolOptions, type PoolOptions } from '../args/commonOptions';
import { runWithPool } from '../environment/poolSession';
import type { CommandDefinition } from './definition';

export const resumeCommand: CommandDefinition = {
  name: 'resume',
  summary: 'carry on with a run that was interrupted',
  details:
    'Processes the files that are left, as they were planned. A file that changed since is not touched. The run remains one run for "assetmill undo". ' +
    'With --run, a run that was canceled or stopped can be resumed as well.',
  examples: [{ line: 'assetmill resume', text: 'carry on with the interrupted run of this folder' }],
  declare(command) {
    command.option('--run <id>', 'resume this run, see "assetmill runs"');
    addPoolOptions(command).action((options: ResumeOptions & PoolOptions) =>
      runWithPool('images', options, async (session) => (await import('../actions/runResume')).runResume(options, session)),
    );
  },
};
