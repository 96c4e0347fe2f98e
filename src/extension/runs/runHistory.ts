import * as vscode from 'vscode';
import { recoverRuns } from '../../client/runs/recoverRuns';
import { undoLastRun } from '../../client/runs/undoLastRun';
import { lastUndoable } from '../../client/store/keptRuns';
import { RunFolder } from '../../client/store/runFolder';
import { runName } from '../../client/store/undoableRun';
import { announceNoUndo, announceUndo } from '../panel/announcements';
import { confirmUndo } from '../prompts/confirmations';
import type { RunQueue } from './runQueue';

/** The saved runs of this workspace: undoes the last one, and recovers from a window that was closed during a run. */
export class RunHistory {
  #undoing = false;

  constructor(
    readonly queue: RunQueue,
    /** Contains the folders of this workspace's runs. */
    readonly runsFolder: string,
  ) {}

  /**
   * Undoes the newest run that is not undone yet. Asks first if it is not the run that the panel shows. Never rejects: errors
   * are reported.
   * @param id undoes it only if this is its id, without asking, which is what a button means however often it is clicked
   */
  async undo(id?: string): Promise<void> {
    if (this.#undoing) return;
    this.#undoing = true;
    await this.queue.enqueue(() => this.#undo(id)).catch((error) => void this.queue.reportError(error));
    this.#undoing = false;
  }

  async #undo(id: string | undefined): Promise<void> {
    const { client, store } = this.queue;
    const run = await lastUndoable(this.runsFolder);
    if (!run || (id !== undefined && run.id !== id)) {
      announceNoUndo(run);
      return;
    }
    if (id === undefined && run.id !== store.undoId && !(await confirmUndo(run, store.run))) return;
    const title = vscode.l10n.t('Undoing {0}...', runName(run));
    const options = { location: vscode.ProgressLocation.Notification, title };
    const undone = await vscode.window.withProgress(options, () => undoLastRun(client, this.runsFolder, run.id));
    if (undone?.folder.record.undone && run.id === store.undoId) store.setUndone();
    if (undone) announceUndo(undone.report);
    else announceNoUndo(await lastUndoable(this.runsFolder)); // another window was faster
  }

  /** Cleans up after a window that was closed during a run, and shows the last run again. Never rejects: errors are logged. */
  async recover(): Promise<void> {
    const { client, store, log } = this.queue;
    try {
      await recoverRuns(client, this.runsFolder);
      // A run that is still active belongs to another window.
      const last = (await RunFolder.list(this.runsFolder)).findLast((run) => !run.active);
      if (!last || store.run) return;
      const { rows, outcomes } = await last.report.read();
      const undoable = (await lastUndoable(this.runsFolder))?.id === last.record.id;
      if (!store.run) store.restore(last.record, rows, outcomes, undoable);
    } catch (error) {
      log.error(error as Error);
    }
  }
}
