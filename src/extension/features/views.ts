import * as vscode from 'vscode';
import { editProfile } from '../commands/editProfiles';
import { runNamedProfile } from '../commands/runProfile';
import { commandIds, viewIds } from '../host/ids';
import type { HistoryAction } from '../prompts/historyActions';
import { watchWaitingRuns } from '../runs/droppedRuns';
import type { QueuedRun } from '../runs/turns';
import type { HistoryNode } from '../views/historyView';
import { type ProfileNode, ProfilesView } from '../views/profilesView';
import { RunViews } from '../views/runViews';
import type { Feature } from './feature';
import type { ProcessingParts } from './imageProcessing';
import type { Services } from './services';

/** The views in the activity bar, the status bar, and the commands of their entries. */
export function createViews({ queue, memento }: Services, { runs, history, handlers, compared }: ProcessingParts) {
  const profiles = new ProfilesView();
  const runViews = new RunViews(queue, history);
  const onRun = (action: HistoryAction) => async (node?: HistoryNode) => {
    const { folder } = node ?? runViews.selectedRun ?? {};
    if (folder) await handlers[action](folder);
  };
  return {
    commands: {
      [commandIds.runThisProfile]: (node?: ProfileNode) => node && runNamedProfile(runs, node.name),
      [commandIds.editThisProfile]: (node?: ProfileNode) => node && editProfile(node.name),
      [commandIds.cancelQueued]: (run?: QueuedRun) => run && queue.cancelWaiting(run.id),
      [commandIds.moveUp]: (run?: QueuedRun) => run && queue.move(run.id, -1),
      [commandIds.moveDown]: (run?: QueuedRun) => run && queue.move(run.id, 1),
      [commandIds.refreshHistory]: () => runViews.refreshHistory(),
      [commandIds.historyShow]: onRun('show'),
      [commandIds.historyUndo]: onRun('undo'),
      [commandIds.historyRedo]: onRun('redo'),
      [commandIds.historyResume]: onRun('resume'),
      [commandIds.historyRetry]: onRun('retry'),
      [commandIds.historyAgain]: onRun('again'),
      [commandIds.historySave]: onRun('save'),
      [commandIds.historySelectForCompare]: (node?: HistoryNode) => node && runViews.selectForCompare(node),
      [commandIds.historyCompareWithSelected]: async (node?: HistoryNode) => {
        const { selectedForCompare } = runViews;
        if (node && selectedForCompare) await compared.show(selectedForCompare, node.folder);
      },
    },
    actions: {},
    disposables: [profiles, vscode.window.registerTreeDataProvider(viewIds.profiles, profiles), runViews, watchWaitingRuns(queue, memento)],
  } satisfies Feature<Record<never, never>>;
}
