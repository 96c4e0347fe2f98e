import type { DigestedFile } from '../../client/runs/checksumText';
import type { PlanRow } from '../../client/store/runReport';
import type { Row, RowFilter, RowPage, RowStatus, RowWindow } from '../../shared/protocol/panelProtocol';
import { outcomeOf } from '../../shared/run/outcome';
import type { MadeFiles, Outcome, WorkerStatus } from '../../shared/run/run';
import type { RunKind } from '../../shared/run/runPhase';
import { type Mislabeled, mislabeledIn, RenamedOutcomes } from './mislabeledFiles';
import { panelRow } from './panelRow';
import { RunTotals } from './runTotals';

/** The part of a run's state that changes how its rows appear. */
export interface TableView {
  /** Whether the rows show a plan, which writes nothing. */
  readonly planned: boolean;
  /** Whether the run was undone, so that its outputs no longer exist. */
  readonly undone: boolean;
  /** A path as people read it. */
  displayPath(path: string): string;
}

/** The files of one plan and their outcomes: a small record for each file. Imports no vscode. */
export class RunTable {
  readonly #rows: PlanRow[];
  /** By id. A list, since a map of 100,000 outcomes takes several times the memory. */
  readonly #outcomes: (Outcome | undefined)[];
  readonly #renamed = new RenamedOutcomes();
  /** Ids of the files that a worker processes now. */
  #working = new Set<number>();
  readonly totals: RunTotals;

  /** @param kind undefined before the first run */
  constructor(
    readonly kind: RunKind | undefined,
    rows: readonly PlanRow[],
  ) {
    this.#rows = [...rows];
    this.#outcomes = new Array<Outcome | undefined>(rows.length).fill(undefined);
    this.totals = new RunTotals(kind, this.#rows);
  }

  /** Adds an outcome; only the first one of a file counts. */
  add(outcome: Outcome): void {
    if (this.#outcomes[outcome.id]) return;
    this.#outcomes[outcome.id] = outcome;
    this.totals.add(outcome);
  }

  /** Adds a canceled outcome, with this message, for every file that has none. */
  cancelRest(message: string): void {
    this.#working.clear();
    for (const row of this.#rows) if (!this.#outcomes[row.id]) this.add(canceledOutcome(row, message));
  }

  /** Takes over which files the workers process, and how far they are. */
  setWorkers(workers: readonly WorkerStatus[]): void {
    this.totals.advance(workers.reduce((sum, { bytesRead }) => sum + bytesRead, 0));
    this.#working = new Set(workers.map(({ task }) => task).filter((task) => task >= 0 && !this.#outcomes[task]));
  }

  /** The source of a file that a worker processes now. */
  workingSource(id: number): string | undefined {
    return this.#working.has(id) ? this.sourceOf(id) : undefined;
  }

  /** The rows of a window that match its filter, in path order. */
  page({ filter, from, count }: RowWindow, view: TableView): RowPage {
    const ids = this.#idsOf(filter);
    const total = ids === undefined ? this.#rows.length : ids.length;
    const end = Math.min(total, from + count);
    const rows = Array.from({ length: Math.max(0, end - from) }, (_, index) =>
      this.#row(ids ? (ids[from + index] as number) : from + index, view),
    );
    return { filter, from, count, total, rows: rows.filter((row) => row !== undefined) };
  }

  #idsOf(filter: RowFilter): readonly number[] | undefined {
    return filter === 'all' ? undefined : this.totals.idsOf(filter);
  }

  #row(id: number, { planned, undone, displayPath }: TableView): Row | undefined {
    const plan = this.#rows[id];
    if (!plan) return undefined;
    const outcome = this.#outcomes[id];
    const pending: RowStatus = planned ? 'planned' : this.#working.has(id) ? 'working' : 'queued';
    const status = outcome ? this.totals.endOf(outcome) : pending;
    // The plan has no size for a file that cannot be read.
    const sizeUnknown = this.totals.inspects && plan.bytes === 0 && status !== 'done';
    return panelRow(plan, outcome, { status, sizeUnknown, undone, displayPath });
  }

  sourceOf(id: number): string | undefined {
    return this.#rows[id]?.source;
  }

  outputOf(id: number, output: number): string | undefined {
    return this.#outcomes[id]?.outputs[output]?.target;
  }

  /**
   * The sources that have outputs, in path order.
   * @param rootOf the folder that a source belongs to
   */
  madeFiles(rootOf: (path: string) => string): MadeFiles[] {
    const outcomes = this.#sortedOutcomes().filter(({ outputs }) => outputs.length > 0);
    return outcomes.map(({ source, outputs }) => ({ root: rootOf(source), source, outputs }));
  }

  /** The digests of one file, whether or not they match a list. */
  digestsOf(id: number): DigestedFile | undefined {
    const { source, findings } = this.#outcomes[id] ?? {};
    return source === undefined || !findings?.digests ? undefined : { source, digests: findings.digests };
  }

  /** The hashed files with their digests, in path order; none unless the run hashes files. */
  digestedFiles(): DigestedFile[] {
    if (this.kind !== 'hash') return [];
    return this.#rows.map(({ id }) => this.digestsOf(id)).filter((file) => file !== undefined);
  }

  /** The mislabeled files with the paths that match their content: of one row, or of all in path order. */
  mislabeled(id?: number): Mislabeled[] {
    return mislabeledIn(id === undefined ? this.#sortedOutcomes() : [this.#outcomes[id]]);
  }

  /** Takes over that files were renamed to match their content. */
  setRenamed(files: readonly Mislabeled[]): void {
    this.#replaceOutcomes(files, (outcome, file) => this.#renamed.rename(outcome, file));
  }

  /** Takes over that renamed files have their former names again. */
  setRenameUndone(files: readonly Mislabeled[]): void {
    this.#replaceOutcomes(files, (outcome, file) => this.#renamed.restore(outcome, file));
  }

  #replaceOutcomes(files: readonly Mislabeled[], replace: (outcome: Outcome, file: Mislabeled) => Outcome | undefined): void {
    for (const file of files) {
      const [row, outcome] = [this.#rows[file.id], this.#outcomes[file.id]];
      const replaced = outcome && replace(outcome, file);
      if (!row || !replaced) continue;
      this.#rows[file.id] = { ...row, source: replaced.source };
      this.#outcomes[file.id] = replaced;
    }
    this.totals.recount(this.#sortedOutcomes());
  }

  #sortedOutcomes(): Outcome[] {
    return this.#outcomes.filter((outcome) => outcome !== undefined);
  }
}

function canceledOutcome({ width, height, ...file }: PlanRow, message: string): Outcome {
  return outcomeOf({ ...file, header: { width, height } }, { status: 'canceled', code: 'canceled', message });
}
