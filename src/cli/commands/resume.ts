import type { ResumeOptions } from '../actions/runResume';
import { addQueueOptions, type QueueOptions } from '../args/clusterOptions';
import { addPoolOptions, type PoolOptions } from '../args/commonOptions';
import { clusterSettings } from '../environment/cluster';
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
    addQueueOptions(addPoolOptions(command)).action((options: ResumeOptions & PoolOptions & QueueOptions) => {
      const cluster = clusterSettings(options);
      return runWithPool('images', { ...options, ...(cluster && { cluster }) }, async (session) =>
        (await import('../actions/runResume')).runResume(options, session),
      );
    });
  },
};
