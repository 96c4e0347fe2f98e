import { addInspectOptions, type InspectCommandOptions } from '../args/commonOptions';
import { pathsArgument } from '../args/options';
import { runWithPool } from '../environment/poolSession';
import type { CommandDefinition } from './definition';

export const checkCommand: CommandDefinition = {
  name: 'check',
  summary: 'find damaged, truncated and mislabeled images',
  examples: [
    { line: 'assetmill check photos', text: 'report every image with a problem; the exit code is 1 when there are any' },
    { line: 'assetmill check --json photos', text: 'the same for programs, with a better name for mislabeled files' },
  ],
  declare(command) {
    addInspectOptions(command.addArgument(pathsArgument('<paths...>', 'images and folders'))).action(
      (paths: string[], options: InspectCommandOptions) =>
        runWithPool('images', options.workers, async (session) => (await import('../actions/runCheck')).runCheck(paths, options, session)),
    );
  },
};
