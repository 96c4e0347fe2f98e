import { pickFromHistory } from '../prompts/historyPick';
import type { ProcessController } from '../runs/processController';
import type { RunHistory } from '../runs/runHistory';

/** Show Run History...: shows, undoes, resumes, or repeats one of the runs on record. */
export function showHistoryCommand(runs: ProcessController, history: RunHistory) {
  return async (): Promise<void> => {
    const undoable = new Set((await history.undoable()).map(({ id }) => id));
    const choice = await pickFromHistory(await history.runs(), undoable);
    if (!choice) return;
    const { folder, action } = choice;
    const actions = {
      show: () => history.show(folder),
      undo: () => history.undoChosen(folder),
      redo: () => runs.again(folder.record),
      resume: () => history.resume(folder),
      retry: () => runs.retryFailed(folder),
      again: () => runs.again(folder.record),
    };
    await actions[action]();
  };
}
