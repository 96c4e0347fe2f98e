import { runWithPool } from '../environment/poolSession';
import type { CommandDefinition } from './definition';

export const undoCommand: CommandDefinition = {
  name: 'undo',
  summary: 'undo the most recent run; repeat to go further back',
  details: 'Restores replaced files and removes new ones. Files edited since the run are left alone.',
  examples: [{ line: 'assetmill undo', text: 'undo the most recent run' }],
  declare(command) {
    command.action(() => runWithPool('images', 1, async (session) => (await import('../actions/runUndo')).runUndo(session)));
  },
};
