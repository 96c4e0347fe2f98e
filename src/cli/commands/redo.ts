import type { RedoOptions } from '../actions/runRedo';
import { addPoolOptions, type PoolOptions } from '../args/commonOptions';
import { runWithPool } from '../environment/poolSession';
import type { CommandDefinition } from './definition';
import { addRootOption } from './rootOption';

export const redoCommand: CommandDefinition = {
  name: 'redo',
  summary: 'do again what "undo" took back',
  details: 'Makes the same outputs again, as a new run. Files that changed since are judged as they are now.',
  examples: [{ line: 'assetmill redo', text: 'redo the run that was undone last' }],
  declare(command) {
    command.option('--run <id>', 'redo this run, see "assetmill runs"');
    addPoolOptions(addRootOption(command)).action((options: RedoOptions & PoolOptions) =>
      runWithPool('files', options, async (session) => (await import('../actions/runRedo')).runRedo(options, session)),
    );
  },
};
