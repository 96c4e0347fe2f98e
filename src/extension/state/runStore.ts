import * as l10n from '@vscode/l10n';
import type { RunRecord } from '../../client/store/runRecord';
import type { PlanRow, WholeReport } from '../../client/store/runReport';
import type { TimingView } from '../../shared/protocol/insightsProtocol';
import type { PanelState, RowPage, RowWindow, RunView, Totals, WorkerView } from '../../shared/protocol/panelProtocol';
import type { MadeFiles, Outcome, WorkerStatus } from '../../shared/run/run';
import type { RunKind, RunPhase } from '../../shared/run/runPhase';
import { ChangeListeners } from './changeListeners';
import type { Mislabeled } from './mislabeledFiles';
import { type RowImages, rowImages } from './rowImages';
import { isActive, totalsView, WorkerTimes } from './runProgress';
import { RunTable } from './runTable';
import { RunTiming } from './runTiming';
import { ShownRows } from './shownRows';

/**
 * The state of the run in the panel. The store owns it: panels come and go and read what they need. Imports no vscode.
 */

/** What a phase brings with it. */
interface PhaseChange {
  readonly message?: string;
  readonly undoable?: boolean;
  readonly repeatable?: boolean;
  readonly resumable?: boolean;
  readonly timed?: boolean;
}

/** Phases in which the run has not ended. */
const openPhases: readonly RunPhase[] = ['planning', 'planned', 'running', 'paused', 'canceling'];

/** Undoing a search moves its files back, and they are in none of the groups shown. */
const undoneMessage = (kind: RunKind) =>
  kind === 'duplicates' ? l10n.t('The files were moved back. Search again to see them.') : l10n.t('The run was undone.');

/** What the panel shows about a run. */
export type RunState = Omit<PanelState, 'comparison' | 'measurement' | 'tuning' | 'groups' | 'groupPage'>;

export interface RunStoreOptions {
  /** A path as people read it: relative to its workspace folder, with `/`. */
  displayPath(path: string): string;
  /** Whether a thumbnail of a file can be made. */
  hasThumbnail(path: string): boolean;
  /** Seconds since some fixed moment. */
  now(): number;
}

export class RunStore {
  #run: RunView | undefined;
  #rows: ShownRows;
  #workers = new WorkerTimes();
  readonly #time: RunTiming;
  /** Id of the run that moved duplicates of this search to the storage last. */
  #movedBy: string | undefined;
  readonly #listeners = new ChangeListeners();

  constructor(readonly options: RunStoreOptions) {
    this.#rows = this.#shown([]);
    this.#time = new RunTiming(options.now);
  }

  #shown(rows: readonly PlanRow[]): ShownRows {
    const table = new RunTable(this.#run?.kind, rows, this.options.displayPath);
    return new ShownRows(table, () => this.#listeners.notify());
  }

  #replaceRows(rows: readonly PlanRow[]): void {
    this.#rows.dispose();
    this.#rows = this.#shown(rows);
  }

  get #table(): RunTable {
    return this.#rows.table;
  }

  /** The rows as the panel shows them. A new plan or step replaces them, so do not keep them. */
  get rows(): Pick<ShownRows, 'select' | 'selectAll' | 'find' | 'targetsOf' | 'beside'> {
    return this.#rows;
  }

  /** Calls the listener on every change; several changes may follow each other. */
  onChange(listener: () => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  /** The run shown; undefined before the first one. */
  get run(): RunView | undefined {
    return this.#run;
  }

  /** The files of the run. A new plan or step replaces the table, so do not keep it. */
  get table(): Pick<RunTable, 'digestsOf' | 'digestedFiles' | 'mislabeled' | 'failedFor' | 'sourceOf' | 'filesOf'> {
    return this.#table;
  }

  /** Whether a run is being planned, running, paused or being canceled. */
  get active(): boolean {
    return isActive(this.#run?.phase);
  }

  /** Replaces the run by a new one, which is being planned. */
  start(run: Omit<RunView, 'phase' | 'undoable'>): void {
    this.#reset({ ...run, phase: 'planning', undoable: false });
    this.#listeners.notify();
  }

  #reset(run: RunView): void {
    this.#run = run;
    this.#replaceRows([]);
    this.#workers = new WorkerTimes();
    this.#time.start();
    this.#movedBy = undefined;
  }

  /** Replaces the rows by those of a plan, or of the next step of a search. Earlier outcomes are dropped. */
  setRows(rows: readonly PlanRow[]): void {
    this.#replaceRows(rows);
    this.#listeners.notify();
  }

  /**
   * Sets the sentence shown with the run, such as how many files the plan has found so far.
   * @param waiting whether the run waits for what the sentence says
   */
  setMessage(message: string, waiting = false): void {
    this.#update({ message, waiting });
  }

  /** @param change `timed`: planning counts as part of the run, since files were read meanwhile */
  setPhase(phase: RunPhase, { timed = false, ...change }: PhaseChange = {}): void {
    if (!this.#run) return;
    this.#time.enter(phase, timed);
    if (!openPhases.includes(phase)) {
      this.#time.end();
      const canceled = phase === 'canceled';
      this.#table.cancelRest(canceled ? l10n.t('Canceled before it started.') : l10n.t('Not processed: the run was stopped.'));
    }
    const { message: _message, waiting: _waiting, ...run } = this.#run;
    this.#run = run;
    this.#update({ phase, ...change });
  }

  /** Takes over that a run moved duplicates of the search shown to the storage. */
  setMoved(runId: string, message: string): void {
    this.#movedBy = runId;
    this.#update({ undoable: true, message });
  }

  /** Id of the run that Undo in the panel undoes: the one shown, or the one that moved its files last. */
  get undoId(): string | undefined {
    return this.#movedBy ?? this.#run?.id;
  }

  /** Records that the run was undone, so that its outputs no longer exist. */
  setUndone(): void {
    this.#table.setUndone();
    if (this.#run)
      this.#update({
        ...{ undoable: false, resumable: false },
        message: undoneMessage(this.#run.kind),
        outdated: this.#run.kind === 'duplicates',
      });
  }

  /** Records that some files of the run were undone. @param ids of its rows */
  setFilesUndone(ids: readonly number[]): void {
    this.#table.setUndone(ids);
    this.#listeners.notify();
  }

  #update(change: Partial<RunView>): void {
    if (!this.#run) return;
    this.#run = { ...this.#run, ...change };
    this.#listeners.notify();
  }

  addOutcomes(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) this.#table.add(outcome);
    this.#time.add(outcomes.filter(({ worker }) => worker >= 0).length);
    this.#listeners.notify();
  }

  /** Continues a run where its record ends. @param undone ids of files that were undone */
  setEarlier(outcomes: readonly Outcome[], undone: ReadonlySet<number>, time: Pick<RunRecord, 'elapsedSeconds' | 'throughput'>): void {
    this.#addEarlier(outcomes, undone);
    this.#time.goOnFrom(time, this.#table.totals.processed);
    this.#listeners.notify();
  }

  #addEarlier(outcomes: readonly Outcome[], undone: ReadonlySet<number>): void {
    for (const outcome of outcomes) this.#table.add(outcome);
    if (undone.size > 0) this.#table.setUndone(undone);
  }

  setWorkers(workers: readonly WorkerStatus[]): void {
    this.#workers.update(workers, this.#time.seconds);
    this.#table.setWorkers(workers);
    this.#listeners.notify();
  }

  /** Shows a run from its folder after the window was reloaded. */
  restore(record: RunRecord, { rows, outcomes, undone }: WholeReport, next: Pick<RunView, 'undoable' | 'resumable'>): void {
    const { id, kind = 'process', title, destination, phase } = record;
    const message = record.undone ? undoneMessage(kind) : record.message;
    const repeatable = record.request !== undefined;
    this.#reset({ id, kind, title, destination, phase, repeatable, ...next, ...(message !== undefined && { message }) });
    this.#replaceRows(rows);
    this.#addEarlier(outcomes, undone);
    if (record.undone) this.#table.setUndone();
    this.#table.cancelRest(l10n.t('Not processed: the window was closed.'));
    this.#time.restore(record);
    this.#listeners.notify();
  }

  /** Everything that the panel shows about the run, with the rows of a window. */
  state(window: RowWindow): RunState {
    const shown = this.#run && { run: this.#run, totals: this.totals() };
    const { facets } = this.#table;
    const { selection } = this.#rows;
    const parts = { workers: this.workers(), throughput: this.#time.throughput(!this.active), timing: this.#timingView() };
    return { ...shown, ...parts, page: this.page(window), facets, selection };
  }

  totals(): Totals {
    const { seconds, untimed } = this.#time;
    return totalsView(this.#table.totals, { phase: this.#run?.phase, elapsedSeconds: seconds, untimed });
  }

  /** Where the time went, once the run is over. */
  #timingView(): TimingView | null {
    if (this.active) return null;
    const [workSeconds, elapsedSeconds] = [this.#workers.busySeconds, this.#time.seconds];
    return this.#table.totals.stages.view(workSeconds > 0 && elapsedSeconds > 0 ? { workSeconds, elapsedSeconds } : undefined);
  }

  workers(): WorkerView[] {
    return this.#workers.views(this.#time.seconds, (task) => {
      const source = this.#table.workingSource(task);
      return source === undefined ? undefined : this.options.displayPath(source);
    });
  }

  /** The rows of a window, in the order of its query. */
  page(window: RowWindow): RowPage {
    const { displayPath } = this.options;
    return this.#rows.page(window, { planned: this.#run?.phase === 'planned', displayPath });
  }

  /** The images that a row may show. */
  imagesOf(id: number): RowImages {
    return rowImages(this.#table, id, this.#run?.id, this.options.hasThumbnail);
  }

  /** Thumbnails of rows have been made or removed. */
  setImagesChanged(): void {
    this.#listeners.notify();
  }

  /**
   * The sources with the outputs that were made from them, in path order; none after undo.
   * @param rootOf the folder that a source belongs to
   */
  madeFiles(rootOf: (path: string) => string): MadeFiles[] {
    return this.#table.madeFiles(rootOf);
  }

  /** Takes over that files were renamed to match their content. */
  setRenamed(files: readonly Mislabeled[]): void {
    this.#table.setRenamed(files);
    this.#listeners.notify();
  }

  /** Takes over that renamed files have their former names again. */
  setRenameUndone(files: readonly Mislabeled[]): void {
    this.#table.setRenameUndone(files);
    this.#listeners.notify();
  }

  /** The path of a row's source. */
  pathOf(id: number): string | undefined {
    return this.#table.sourceOf(id);
  }

  /** The paths of a row's outputs; none after undo. */
  outputsOf(id: number): string[] {
    return this.#table.outputsOf(id);
  }

  /** The paths of all sources. */
  sources(): string[] {
    return this.#table.sources;
  }
}
