import * as vscode from 'vscode';
import { type PendingRun, pendingRuns } from '../../client/history/pendingRuns';
import { recoverRuns } from '../../client/history/recoverRuns';
import { readUnfinished, resumeRun } from '../../client/history/resumeRun';
import { undoRun } from '../../client/history/undoLastRun';
import { adoptRuns } from '../../client/store/adoptRuns';
import { saveLimits } from '../../client/store/historyLimits';
import { RunFolder, StoreError } from '../../client/store/runFolder';
import { hasChanges, isOver, lastUndoable, runsOf, undoableRuns } from '../../client/store/storedRuns';
import { describeRun, runName, type UndoableRun } from '../../client/store/undoableRun';
import type { RunView } from '../../shared/protocol/panelProtocol';
import type { UndoReport } from '../../shared/run/run';
import { displayPath } from '../host/displayPath';
import { historyLimits, workspaceRoots } from '../host/settings';
import { announceNoUndo, announceUndo } from '../panel/announcements';
import { confirmKeepOriginal, confirmUndo, confirmUndoFiles } from '../prompts/confirmations';
import { canResume } from '../prompts/historyActions';
import { askAboutInterrupted } from '../prompts/interruptedRun';
import type { RunQueue } from './runQueue';

/** The runs of this workspace on record: undoes and resumes them, and recovers from a window that was closed during a run. */
export class RunHistory {
  #undoing = false;
  #recovered: Promise<void> | undefined;
  #restored: Promise<void> | undefined;

  constructor(
    readonly queue: RunQueue,
    /** The store of runs, which all windows and the command line share. */
    readonly store: string,
    /** Where an older version kept the runs of this workspace. */
    readonly earlierRuns: string,
  ) {}

  /**
   * Undoes the newest run that is not undone yet. Asks first if it is not the run that the panel shows. Never rejects: errors
   * are reported.
   * @param id undoes the run with this id instead, which is what a button means however often it is clicked; asks if it is not the newest
   */
  undo(id?: string): Promise<void> {
    return this.#exclusively(async () => {
      const newest = await lastUndoable(this.store, workspaceRoots());
      const run = id === undefined || newest?.id === id ? newest : await this.#withUndo(id);
      if (!run) {
        announceNoUndo(newest);
        return;
      }
      const isExpected = run.id === newest?.id && (id !== undefined || run.id === this.queue.store.undoId);
      if (isExpected || (await confirmUndo(run, id === undefined ? this.queue.store.run : undefined))) await this.#undo(run);
    });
  }

  /** A run that has something to undo. */
  async #withUndo(id: string): Promise<UndoableRun | undefined> {
    const folder = await RunFolder.open(this.store, id).catch(() => undefined);
    return folder && (await this.hasUndo(folder)) ? describeRun(folder) : undefined;
  }

  /** Undoes a run that the user has chosen. Asks first. Never rejects: errors are reported. */
  undoChosen(folder: RunFolder): Promise<void> {
    return this.#exclusively(async () => {
      const run = await describeRun(folder);
      if (await confirmUndo(run, undefined)) await this.#undo(run);
    });
  }

  /** Undoes some files of a run. Asks first. Never rejects: errors are reported. @param files their sources and outputs */
  undoFiles(folder: RunFolder, sources: readonly string[], files: readonly string[]): Promise<void> {
    return this.#exclusively(async () => {
      if (await confirmUndoFiles(sources.map(displayPath))) await this.#undo(await describeRun(folder), files);
    });
  }

  /**
   * Undoes one file of a run. Asks first. Never rejects: errors are reported.
   * @param output path of one of its outputs
   * @returns whether its original is in place again
   */
  async keepOriginal({ id, title }: RunView, output: string): Promise<boolean> {
    let isRestored = false;
    await this.#exclusively(async () => {
      const folder = await RunFolder.open(this.store, id).catch(() => undefined);
      if (!folder) throw new StoreError(vscode.l10n.t('"{0}" is no longer in the history.', title));
      if (!(await confirmKeepOriginal(displayPath(output)))) return;
      const { refused } = await this.#undo(await describeRun(folder), [output]);
      isRestored = refused.length === 0;
    });
    return isRestored;
  }

  /** A second click, while the first is at work, does nothing. */
  async #exclusively(work: () => Promise<void>): Promise<void> {
    if (this.#undoing) return;
    this.#undoing = true;
    await this.queue.enqueue(work).catch((error) => void this.queue.reportError(error));
    this.#undoing = false;
  }

  async #undo(run: UndoableRun, only?: readonly string[]): Promise<UndoReport> {
    const { client, store } = this.queue;
    const title = vscode.l10n.t('Undoing {0}...', runName(run));
    const options = { location: vscode.ProgressLocation.Notification, title };
    const newest = await lastUndoable(this.store, workspaceRoots());
    const { report, folder, undone, warning } = await vscode.window.withProgress(options, () => {
      // The title leaves no room for the reason.
      const waiting = (reason: string) => void vscode.window.showInformationMessage(reason);
      return undoRun(client, this.store, run.folder, { isNewest: newest?.id === run.id, waiting, ...(only && { only }) });
    });
    if (folder.record.undone && run.id === store.undoId) store.setUndone();
    else if (run.id === store.run?.id) store.setFilesUndone(undone);
    announceUndo(report);
    if (warning !== undefined) void vscode.window.showWarningMessage(warning);
    return report;
  }

  /** Carries on with a run in the panel. Settles when it has ended; never rejects. */
  resume(folder: RunFolder): Promise<void> {
    const { id, title, destination } = folder.record;
    return this.queue.run({ id, kind: 'process', title, destination }, async ({ signal, control }) => {
      const { client, store } = this.queue;
      const unfinished = await readUnfinished(folder);
      if (!unfinished) throw new StoreError(vscode.l10n.t('This run cannot be resumed: it was undone.'));
      const { rows, undone } = await folder.report.read();
      store.setRows(rows);
      store.setEarlier(unfinished.planned.earlier, undone, unfinished.time);
      store.setPhase('running');
      const result = await resumeRun(unfinished, {
        client,
        store: this.store,
        signal,
        control,
        outcomes: (outcomes) => store.addOutcomes(outcomes),
        workers: (workers) => store.setWorkers(workers),
        waiting: (message) => store.setMessage(message, true),
      });
      const { message } = result.folder.record;
      store.setPhase(result.state, { ...(await this.#next(result.folder)), repeatable: true, ...(message !== undefined && { message }) });
    });
  }

  /** The runs of this workspace, newest first. */
  async runs(): Promise<RunFolder[]> {
    return (await runsOf(this.store, workspaceRoots())).reverse();
  }

  /** The runs of this workspace that can be undone, newest first. */
  undoable(): Promise<UndoableRun[]> {
    return undoableRuns(this.store, workspaceRoots());
  }

  /** Whether a run seems to have something to undo, without counting its files. */
  async hasUndo(folder: RunFolder): Promise<boolean> {
    return !folder.record.undone && isOver(folder) && (await hasChanges(folder));
  }

  /** What the panel offers for a run that is over. */
  async #next(folder: RunFolder): Promise<Pick<RunView, 'undoable' | 'resumable'>> {
    return { undoable: await this.hasUndo(folder), resumable: canResume(folder) };
  }

  /** Shows a run of the history in the panel. */
  async show(folder: RunFolder): Promise<void> {
    const { store, panel } = this.queue;
    if (store.active) {
      const message = vscode.l10n.t('The panel shows the current run. Other runs can be shown when it finishes.');
      void vscode.window.showInformationMessage(message);
      return;
    }
    store.restore(folder.record, await folder.report.read(), await this.#next(folder));
    panel.show();
  }

  /** Cleans up after a window that was closed during a run, and asks about the interrupted ones. Never rejects: errors are logged. */
  recover(): Promise<void> {
    this.#recovered ??= this.#recover().catch((error) => this.queue.log.error(error as Error));
    return this.#recovered;
  }

  async #recover(): Promise<void> {
    await adoptRuns(this.earlierRuns, this.store);
    await saveLimits(this.store, historyLimits());
    await recoverRuns(this.queue.client, this.store, { waiting: (reason) => this.queue.log.info(reason) });
    for (const run of await pendingRuns(this.store, workspaceRoots())) this.#ask(run);
  }

  /** Shows the last run again, unless there is one already. A large one takes a second to read. Never rejects: errors are logged. */
  restoreLast(): Promise<void> {
    this.#restored ??= this.#restoreLast().catch((error) => this.queue.log.error(error as Error));
    return this.#restored;
  }

  async #restoreLast(): Promise<void> {
    const { store } = this.queue;
    await this.recover();
    // A run that is still active belongs to another window.
    const last = (await this.runs()).find((run) => !run.active);
    if (!last || store.run) return;
    const report = await last.report.read();
    const next = await this.#next(last);
    if (!store.run) store.restore(last.record, report, next);
  }

  #ask(run: PendingRun): void {
    const actions = { resume: () => this.resume(run.folder), undo: () => this.undoChosen(run.folder) };
    void askAboutInterrupted(run, actions).catch((error) => this.queue.log.error(error as Error));
  }
}
