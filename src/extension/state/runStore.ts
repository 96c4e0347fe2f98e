import * as l10n from '@vscode/l10n';
import type { DigestedFile } from '../../client/runs/checksumText';
import type { RunRecord } from '../../client/runs/runRecord';
import type { PlanRow } from '../../client/runs/runReport';
import type {
  PanelState,
  PreviewView,
  Row,
  RowFilter,
  RowPage,
  RowStatus,
  RowWindow,
  RunView,
  Totals,
  WorkerView,
} from '../../shared/protocol/panelProtocol';
import type { MadeFiles, Outcome, WorkerStatus } from '../../shared/run/run';
import type { RunKind, RunPhase } from '../../shared/run/runPhase';
import { panelRow } from './panelRow';
import { type Mislabeled, mislabeledIn, Renames } from './renames';
import { RunTotals } from './runTotals';

/**
 * The state of the run that the panel shows. It owns the state: panels come and go and ask for what they need.
 * Holds a small record for each file and imports no vscode.
 */

/** What is back in its place is in no group that is shown. */
const undoneMessage = (kind: RunKind) =>
  kind === 'duplicates' ? l10n.t('The files are back where they were. Search again to see them.') : l10n.t('The run was undone.');

/** What the panel shows of a run. */
export type RunState = Omit<PanelState, 'groups' | 'groupPage'>;

export interface StoreOptions {
  /** A path as people read it: relative to its workspace folder, with `/`. */
  shown(path: string): string;
  /** Seconds from some start. */
  now(): number;
}

export class RunStore {
  #run: RunView | undefined;
  #rows: PlanRow[] = [];
  #outcomes = new Map<number, Outcome>();
  #tally = new RunTotals(undefined, []);
  #workers: readonly WorkerStatus[] = [];
  #working = new Set<number>();
  #startedAt = 0;
  #elapsed: number | undefined;
  #undone = false;
  #renames = new Renames();
  #storedBy: string | undefined;
  #preview: PreviewView | null = null;
  readonly #listeners = new Set<() => void>();

  constructor(readonly options: StoreOptions) {}

  /** Hears of every change; several changes may come in a row. */
  onChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  get run(): RunView | undefined {
    return this.#run;
  }

  /** Shows an image before and after what is being chosen; null ends it. */
  setPreview(preview: PreviewView | null): void {
    this.#preview = preview;
    this.#changed();
  }

  get active(): boolean {
    const phase = this.#run?.phase;
    return phase === 'planning' || phase === 'running' || phase === 'canceling';
  }

  /** Starts over with a run that is being planned. */
  start(run: Omit<RunView, 'phase' | 'undoable'>): void {
    this.#run = { ...run, phase: 'planning', undoable: false };
    this.#reset();
    this.#changed();
  }

  #reset(): void {
    this.#take([]);
    this.#workers = [];
    this.#startedAt = this.options.now();
    this.#elapsed = undefined;
    this.#undone = false;
    this.#storedBy = undefined;
  }

  /** Takes the rows of the plan, or of the next step of a search: what became of those before is forgotten. */
  setRows(rows: readonly PlanRow[]): void {
    this.#take(rows);
    this.#changed();
  }

  #take(rows: readonly PlanRow[]): void {
    this.#rows = [...rows];
    this.#outcomes = new Map();
    this.#working = new Set();
    this.#renames = new Renames();
    this.#tally = new RunTotals(this.#run?.kind, this.#rows);
  }

  /** Tells how many sources the plan has found so far, while it is made. */
  setMessage(message: string): void {
    this.#update({ message });
  }

  setPhase(phase: RunPhase, change: { readonly message?: string; readonly undoable?: boolean } = {}): void {
    if (!this.#run) return;
    // Time counts from here: a question before it may have been open for long.
    if (phase === 'running') this.#startedAt = this.options.now();
    if (!['planning', 'planned', 'running', 'canceling'].includes(phase)) {
      this.#elapsed ??= this.options.now() - this.#startedAt;
      this.#working.clear();
      this.#endRest(phase === 'canceled' ? l10n.t('Not done: the run was canceled.') : l10n.t('Not done: the run was stopped.'));
    }
    const { message: _, ...run } = this.#run;
    this.#run = run;
    this.#update({ phase, ...change });
  }

  /** Says that files of the search that is shown were moved into the storage, by a run of its own. */
  setStored(id: string, message: string): void {
    this.#storedBy = id;
    this.#undone = false;
    this.#update({ undoable: true, message });
  }

  /** The run that the panel's Undo takes back: the one that is shown, or what moved its files last. */
  get undoId(): string | undefined {
    return this.#storedBy ?? this.#run?.id;
  }

  /** Says that the run was taken back; what it made is not there any more. */
  setUndone(): void {
    this.#undone = true;
    if (this.#run) this.#update({ undoable: false, message: undoneMessage(this.#run.kind) });
  }

  #update(change: Partial<RunView>): void {
    if (!this.#run) return;
    this.#run = { ...this.#run, ...change };
    this.#changed();
  }

  addOutcomes(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) this.#add(outcome);
    this.#changed();
  }

  #add(outcome: Outcome): void {
    if (this.#outcomes.has(outcome.id)) return;
    this.#outcomes.set(outcome.id, outcome);
    this.#tally.add(outcome);
  }

  /** Gives every row that has no outcome one that says why there will be none. */
  #endRest(message: string): void {
    for (const row of this.#rows) if (!this.#outcomes.has(row.id)) this.#add(notDone(row, message));
  }

  setWorkers(workers: readonly WorkerStatus[]): void {
    this.#workers = workers;
    this.#tally.advance(workers.reduce((sum, { bytesRead }) => sum + bytesRead, 0));
    this.#working = new Set(workers.map(({ task }) => task).filter((task) => task >= 0 && !this.#outcomes.has(task)));
    this.#changed();
  }

  /** Takes over a run from its folder, after a reload. */
  restore(record: RunRecord, rows: readonly PlanRow[], outcomes: readonly Outcome[], undoable: boolean): void {
    this.#reset();
    const { id, kind = 'process', title, destination, phase, message } = record;
    this.#undone = record.undone;
    const told = record.undone ? undoneMessage(kind) : message;
    this.#run = { id, kind, title, destination, phase, undoable, ...(told !== undefined && { message: told }) };
    this.setRows(rows);
    for (const outcome of outcomes) this.#add(outcome);
    this.#endRest(l10n.t('Not done: the window was closed.'));
    this.#elapsed = record.elapsedSeconds;
    this.#changed();
  }

  state(window: RowWindow): RunState {
    const shown = this.#run && { run: this.#run, totals: this.totals() };
    return { ...shown, workers: this.workers(), page: this.page(window), preview: this.#preview };
  }

  totals(): Totals {
    const elapsedSeconds = this.#elapsed ?? this.options.now() - this.#startedAt;
    const progress = this.#tally.progress ?? (this.active ? 0 : 1);
    const left = progress > 0.01 && this.active ? (elapsedSeconds * (1 - progress)) / progress : undefined;
    return {
      ...this.#tally.figures(),
      progress,
      filesPerSecond: elapsedSeconds > 0 ? this.#tally.processed / elapsedSeconds : 0,
      elapsedSeconds,
      ...(left !== undefined && this.#run?.phase !== 'planning' && { secondsLeft: left }),
    };
  }

  workers(): WorkerView[] {
    const elapsedMs = Math.max(1, (this.#elapsed ?? this.options.now() - this.#startedAt) * 1000);
    return this.#workers.map(({ worker, task, files, busyMs }) => {
      const source = this.#working.has(task) ? this.#rows[task]?.source : undefined;
      return { worker, files, busy: Math.min(1, busyMs / elapsedMs), ...(source !== undefined && { file: this.options.shown(source) }) };
    });
  }

  /** The rows of a window that match its filter, in path order. */
  page({ filter, from, count }: RowWindow): RowPage {
    const ids = this.#idsOf(filter);
    const total = ids === undefined ? this.#rows.length : ids.length;
    const end = Math.min(total, from + count);
    const rows = Array.from({ length: Math.max(0, end - from) }, (_, index) =>
      this.#row(ids ? (ids[from + index] as number) : from + index),
    );
    return { filter, from, count, total, rows: rows.filter((row) => row !== undefined) };
  }

  #idsOf(filter: RowFilter): readonly number[] | undefined {
    return filter === 'all' ? undefined : this.#tally.idsOf(filter);
  }

  #row(id: number): Row | undefined {
    const plan = this.#rows[id];
    if (!plan) return undefined;
    const outcome = this.#outcomes.get(id);
    const looked = this.#run?.phase === 'planned';
    const status: RowStatus = outcome ? this.#tally.endOf(outcome) : looked ? 'planned' : this.#working.has(id) ? 'working' : 'queued';
    // Of a file that cannot be read, the plan knows no size.
    const unseen = this.#tally.reads && plan.bytes === 0 && status !== 'done';
    return panelRow(plan, outcome, { status, unseen, undone: this.#undone, shown: this.options.shown });
  }

  /** The files made, in path order. @param rootOf the folder that a source belongs to */
  madeFiles(rootOf: (path: string) => string): MadeFiles[] {
    if (this.#undone) return [];
    const outcomes = [...this.#outcomes.values()].filter(({ outputs }) => outputs.length > 0).sort((a, b) => a.id - b.id);
    return outcomes.map(({ source, outputs }) => ({ root: rootOf(source), source, outputs }));
  }

  /** The digests of a row's file, whatever a list says of them. */
  digestsOf(id: number): DigestedFile | undefined {
    const { source, findings } = this.#outcomes.get(id) ?? {};
    return source === undefined || !findings?.digests ? undefined : { source, digests: findings.digests };
  }

  /** The digests of the files that were hashed, in path order. */
  digestedFiles(): DigestedFile[] {
    if (this.#run?.kind !== 'hash') return [];
    return this.#rows.map(({ id }) => this.digestsOf(id)).filter((file) => file !== undefined);
  }

  /** Files whose name says something else than their content, and the paths that would be right; of one row, or of all. */
  mislabeled(id?: number): Mislabeled[] {
    return mislabeledIn(id === undefined ? [...this.#outcomes.values()].sort((a, b) => a.id - b.id) : [this.#outcomes.get(id)]);
  }

  /** Says that files have the right names now. */
  setRenamed(files: readonly Mislabeled[]): void {
    this.#rename(files, (outcome, file) => this.#renames.done(outcome, file));
  }

  /** Says that files have their wrong names again. */
  setRenameUndone(files: readonly Mislabeled[]): void {
    this.#rename(files, (outcome, file) => this.#renames.undone(outcome, file));
  }

  #rename(files: readonly Mislabeled[], become: (outcome: Outcome, file: Mislabeled) => Outcome | undefined): void {
    for (const file of files) {
      const [row, outcome] = [this.#rows[file.id], this.#outcomes.get(file.id)];
      const then = outcome && become(outcome, file);
      if (!row || !then) continue;
      this.#rows[file.id] = { ...row, source: then.source };
      this.#outcomes.set(file.id, then);
    }
    this.#tally.recount(this.#outcomes.values());
    this.#changed();
  }

  /** The path of a row's output, or of its source. */
  pathOf(id: number, output?: number): string | undefined {
    return output === undefined || this.#undone ? this.#rows[id]?.source : this.#outcomes.get(id)?.outputs[output]?.target;
  }
}

function notDone({ id, source, bytes, width, height }: PlanRow, message: string): Outcome {
  return { id, source, status: 'canceled', code: 'canceled', message, before: { bytes, width, height }, outputs: [], ms: 0, worker: -1 };
}
