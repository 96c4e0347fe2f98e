import * as vscode from 'vscode';
import type { ProcessController } from '../runs/processController';
import type { RunHistory } from '../runs/runHistory';

/** Retry Failed Files: processes again the failed files of the run shown, or else of the last one. */
export function retryFailedCommand(runs: ProcessController, history: RunHistory) {
  return async (): Promise<void> => {
    const all = (await history.runs()).filter(({ record, active }) => record.request && !active);
    const shown = all.find(({ record }) => record.id === history.queue.store.run?.id) ?? all[0];
    if (shown) await runs.retryFailed(shown);
    else void vscode.window.showInformationMessage(vscode.l10n.t('No runs are on record for this workspace.'));
  };
}
