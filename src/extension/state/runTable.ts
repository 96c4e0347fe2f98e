import type { DigestedFile } from '../../client/runs/checksumText';
import type { PlanRow } from '../../client/store/runReport';
import type { Row } from '../../shared/protocol/panelProtocol';
import { type EndStatus, type Facets, type RowFilter, type RowStatus, rowFilters } from '../../shared/protocol/rowQuery';
import { outcomeOf } from '../../shared/run/outcome';
import type { MadeFiles, Outcome, WorkerStatus } from '../../shared/run/run';
import type { RunKind } from '../../shared/run/runPhase';
import { type Mislabeled, mislabeledIn, RenamedOutcomes } from './mislabeledFiles';
import { panelRow } from './panelRow';
import { sourceFacets } from './rowFacets';
import type { OrderedRows, RowFacts } from './rowOrder';
import { RunTotals } from './runTotals';

/** The part of a run's state that changes how its rows appear. */
export interface TableView {
  /** Whether the rows show a plan, which writes nothing. */
  readonly planned: boolean;
  /** Whether the user selected the row. */
  isSelected(id: number): boolean;
  /** A path as people read it. */
  displayPath(path: string): string;
}

/** Statuses in the order in which they sort: rows that have not ended come before those that have. */
const statusRanks: Readonly<Record<RowStatus, number>> = {
  working: -3,
  queued: -2,
  planned: -1,
  ...(Object.fromEntries(rowFilters.slice(1).map((status, rank) => [status, rank])) as Record<EndStatus, number>),
};

/** The files of one plan and their outcomes: a small record for each file. Imports no vscode. */
export class RunTable implements OrderedRows {
  readonly #rows: PlanRow[];
  /** By id. A list, since a map of 100,000 outcomes takes several times the memory. */
  readonly #outcomes: (Outcome | undefined)[];
  readonly #renamed = new RenamedOutcomes();
  /** Ids of the files that a worker processes now. */
  #working = new Set<number>();
  /** Ids of the files whose outputs no longer exist, or all. */
  #undone: ReadonlySet<number> | 'all' = new Set();
  readonly totals: RunTotals;
  #version = 0;
  #sourceFacets: Omit<Facets, 'failures'> | undefined;

  /** @param kind undefined before the first run */
  constructor(
    readonly kind: RunKind | undefined,
    rows: readonly PlanRow[],
    /** A path as people read it. */
    readonly pathShown: (path: string) => string,
  ) {
    this.#rows = [...rows];
    this.#outcomes = new Array<Outcome | undefined>(rows.length).fill(undefined);
    this.totals = new RunTotals(kind, this.#rows, (id) => this.#isUndone(id));
  }

  /** Adds an outcome; only the first one of a file counts. */
  add(outcome: Outcome): void {
    if (this.#outcomes[outcome.id]) return;
    // The totals have the stages; kept for each of 100,000 files, they would take several megabytes.
    const { stages: _, ...kept } = outcome;
    this.#outcomes[outcome.id] = kept;
    this.#version += 1;
    this.totals.add(outcome);
  }

  /** Adds a canceled outcome, with this message, for every file that has none. */
  cancelRest(message: string): void {
    this.#working.clear();
    for (const row of this.#rows) if (!this.#outcomes[row.id]) this.add(canceledOutcome(row, message));
  }

  /** Takes over that files were undone, so that their outputs no longer exist. @param ids all of them if absent */
  setUndone(ids?: Iterable<number>): void {
    if (ids === undefined) this.#undone = 'all';
    else if (this.#undone !== 'all') this.#undone = new Set([...this.#undone, ...ids]);
    this.#version += 1;
    this.totals.recount(this.#sortedOutcomes());
  }

  /** Whether a file had outputs that no longer exist. */
  #isUndone(id: number): boolean {
    return (this.#outcomes[id]?.outputs.length ?? 0) > 0 && (this.#undone === 'all' || this.#undone.has(id));
  }

  /** The outputs of a file that are still there. */
  #outputsOf(id: number): Outcome['outputs'] {
    return this.#isUndone(id) ? [] : (this.#outcomes[id]?.outputs ?? []);
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

  get count(): number {
    return this.#rows.length;
  }

  get version(): number {
    return this.#version;
  }

  withStatus(filter: RowFilter): readonly number[] | undefined {
    return filter === 'all' ? undefined : this.totals.idsOf(filter);
  }

  factsOf(id: number): RowFacts {
    const { bytes = 0, width = 0, height = 0 } = this.#rows[id] ?? {};
    const outcome = this.#outcomes[id];
    const [output, other] = this.#outputsOf(id);
    return {
      rank: statusRanks[outcome ? this.totals.endOf(outcome) : this.#working.has(id) ? 'working' : 'queued'],
      code: outcome?.code,
      message: outcome?.message,
      bytes,
      pixels: width * height,
      ...(output && !other && { saving: bytes === 0 ? 0 : 1 - output.bytes / bytes }),
    };
  }

  pathOf(id: number): string {
    return this.pathShown(this.sourceOf(id) ?? '');
  }

  /** What the rows can be narrowed down to. */
  get facets(): Facets {
    this.#sourceFacets ??= sourceFacets(
      this.#rows.map(({ source }) => source),
      this.pathShown,
    );
    return { ...this.#sourceFacets, failures: this.totals.failures };
  }

  hasEnded(id: number): boolean {
    return this.#outcomes[id] !== undefined;
  }

  /** The image that a row shows: its first output, or its source. One that was only packed is hard to find in the atlas. */
  imageOf(id: number): string | undefined {
    const [first] = this.#outputsOf(id);
    return first === undefined || first.sprite ? this.sourceOf(id) : first.target;
  }

  row(id: number, { planned, isSelected, displayPath }: TableView): Row | undefined {
    const plan = this.#rows[id];
    if (!plan) return undefined;
    const outcome = this.#outcomes[id];
    const pending: RowStatus = planned ? 'planned' : this.#working.has(id) ? 'working' : 'queued';
    const status = outcome ? this.totals.endOf(outcome) : pending;
    // The plan has no size for a file that cannot be read.
    const sizeUnknown = this.totals.inspects && plan.bytes === 0 && status !== 'done';
    return panelRow(plan, outcome, { status, sizeUnknown, outputs: this.#outputsOf(id), selected: isSelected(id), displayPath });
  }

  sourceOf(id: number): string | undefined {
    return this.#rows[id]?.source;
  }

  get sources(): string[] {
    return this.#rows.map(({ source }) => source);
  }

  outputsOf(id: number): string[] {
    return this.#outputsOf(id).map(({ target }) => target);
  }

  /** The files that a row stands for: its outputs, or its source. None if the source is known to be gone. */
  filesOf(id: number): string[] {
    const outputs = this.outputsOf(id);
    const source = this.#outcomes[id]?.code === 'vanished' ? undefined : this.sourceOf(id);
    return outputs.length > 0 || source === undefined ? outputs : [source];
  }

  /**
   * The sources that have outputs which were not undone, in path order.
   * @param rootOf the folder that a source belongs to
   */
  madeFiles(rootOf: (path: string) => string): MadeFiles[] {
    const outcomes = this.#sortedOutcomes().filter(({ id }) => this.#outputsOf(id).length > 0);
    return outcomes.map(({ source, outputs }) => ({ root: rootOf(source), source, outputs }));
  }

  bytesOf(id: number): number {
    return this.#rows[id]?.bytes ?? 0;
  }

  /** Ids of the files that failed for a reason, in path order. @param code a failure code */
  failedFor(code: string): number[] {
    return this.totals.idsOf('failed').filter((id) => (this.#outcomes[id]?.code ?? 'internal') === code);
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

  /** The mislabeled files with the paths that match their content: among some rows, or among all in path order. */
  mislabeled(ids?: readonly number[]): Mislabeled[] {
    return mislabeledIn(ids?.map((id) => this.#outcomes[id]) ?? this.#sortedOutcomes());
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
    this.#version += 1;
    this.totals.recount(this.#sortedOutcomes());
  }

  #sortedOutcomes(): Outcome[] {
    return this.#outcomes.filter((outcome) => outcome !== undefined);
  }
}

function canceledOutcome({ width, height, ...file }: PlanRow, message: string): Outcome {
  return outcomeOf({ ...file, header: { width, height } }, { status: 'canceled', code: 'canceled', message });
}
