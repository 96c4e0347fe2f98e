import { addInspectOptions, type InspectCommandOptions } from '../args/commonOptions';
import { pathsArgument } from '../args/options';
import { runWithPool } from '../environment/poolSession';
import type { CommandDefinition } from './definition';

export const checkCommand: CommandDefinition = {
  name: 'check',
  summary: 'find damaged, truncated, and mislabeled images',
  examples: [
    { line: 'assetmill check photos', text: 'report every image with a problem; the exit code is 1 if there is one' },
    { line: 'assetmill check --json photos', text: 'the same as JSON, with the correct name of each mislabeled file' },
  ],
  declare(command) {
    addInspectOptions(command.addArgument(pathsArgument('<paths...>', 'images and folders'))).action(
      (paths: string[], options: InspectCommandOptions) =>
        runWithPool('images', { ...options, paths }, async (session) =>
          (await import('../actions/runCheck')).runCheck(paths, options, session),
        ),
    );
  },
};
