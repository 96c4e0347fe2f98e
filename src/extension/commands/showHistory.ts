import type { RunFolder } from '../../client/store/runFolder';
import type { HistoryAction } from '../prompts/historyActions';
import { pickFromHistory } from '../prompts/historyPick';
import { saveAsProfile } from '../prompts/saveAsProfile';
import type { ProcessController } from '../runs/processController';
import type { RunHistory } from '../runs/runHistory';

/** What can be done with a run of the history. */
export type HistoryHandlers = Readonly<Record<HistoryAction, (folder: RunFolder) => Promise<void>>>;

/** @param compare asks for another run, and compares both */
export function historyHandlers(runs: ProcessController, history: RunHistory, compare: HistoryHandlers['compare']): HistoryHandlers {
  return {
    show: (folder) => history.show(folder),
    undo: (folder) => history.undoChosen(folder),
    redo: (folder) => runs.again(folder.record),
    resume: (folder) => history.resume(folder),
    retry: (folder) => runs.retryFailed(folder),
    again: (folder) => runs.again(folder.record),
    compare,
    save: async ({ record: { request } }) => {
      if (request) await saveAsProfile((await import('../../shared/recipe/recipeParser')).profileOfRecipe(request.recipe));
    },
  };
}

/** Show Run History...: shows, undoes, resumes, or repeats one of the runs on record. */
export function showHistoryCommand(history: RunHistory, handlers: HistoryHandlers) {
  return async (): Promise<void> => {
    const undoable = new Set((await history.undoable()).map(({ id }) => id));
    const choice = await pickFromHistory(await history.runs(), undoable);
    if (choice) await handlers[choice.action](choice.folder);
  };
}
