import type { PlanRow } from '../../client/store/runReport';
import type { Totals } from '../../shared/protocol/panelProtocol';
import { type EndStatus, endStatuses, type FailureGroup } from '../../shared/protocol/rowQuery';
import { MonotonicProgress } from '../../shared/run/monotonicProgress';
import { wasOnlyPacked } from '../../shared/run/outcome';
import type { Outcome } from '../../shared/run/run';
import type { RunKind } from '../../shared/run/runPhase';
import { FailureCounts } from './rowFacets';
import { StageTotals } from './stageTotals';

/** Fixed work per image (opening, setup, writing), in the unit of costs: decoded bytes. Measured on icons. */
const imageCost = 400_000;

type Counts = Record<EndStatus, number>;

const noCounts = () => Object.fromEntries(endStatuses.map((status) => [status, 0])) as Counts;

/** The status of a file in a verified list. */
function verifiedEnd({ status, code }: Outcome): EndStatus {
  if (status === 'skipped' && code === 'not-listed') return 'extra';
  return status === 'failed' && code === 'vanished' ? 'missing' : status;
}

/** Whether a worker read the whole file, even if its digest differs. */
function wasRead({ status, code, worker }: Outcome): boolean {
  return worker >= 0 && (status === 'done' || code === 'digest-differs');
}

/** The totals that do not depend on time. */
export type Figures = Omit<Totals, 'progress' | 'filesPerSecond' | 'secondsLeft' | 'elapsedSeconds'>;

/** Adds up the outcomes of a run. */
export class RunTotals {
  #idsByStatus = new Map<EndStatus, number[]>();
  #counts = noCounts();
  #bytesIn = 0;
  #bytesOut = 0;
  #outputs = 0;
  #several = false;
  #failures = new FailureCounts();
  #known = 0;
  #mislabeled = 0;
  #costEnded = 0;
  readonly #progress = new MonotonicProgress();
  readonly stages = new StageTotals();
  /** Outcomes of files that a worker processed. */
  processed = 0;
  readonly #costAll: number;

  /** @param kind undefined before the first run @param isUndone whether what was made of a file no longer exists */
  constructor(
    readonly kind: RunKind | undefined,
    readonly rows: readonly PlanRow[],
    readonly isUndone: (id: number) => boolean,
  ) {
    this.#costAll = rows.reduce((sum, row) => sum + this.#costOf(row), 0);
  }

  /** Whether the run only inspects files and makes none. */
  get inspects(): boolean {
    return this.kind !== undefined && this.kind !== 'process';
  }

  /** The cost of an inspection covers all of its work. */
  #costOf({ cost }: PlanRow): number {
    return this.inspects ? cost : cost + imageCost;
  }

  /** The status as the panel shows it: a verified list has two additional ones, and a file may have been undone since. */
  endOf(outcome: Outcome): EndStatus {
    if (outcome.status === 'done' && this.isUndone(outcome.id)) return 'undone';
    return this.kind === 'verify' ? verifiedEnd(outcome) : outcome.status;
  }

  add(outcome: Outcome): void {
    this.#count(outcome);
    const row = this.rows[outcome.id];
    // What was canceled was not done.
    if (row && outcome.status !== 'canceled') this.#costEnded += this.#costOf(row);
    this.advance(0);
    if (outcome.worker >= 0) this.processed += 1;
    this.stages.add(outcome);
    if (this.inspects && outcome.status === 'done' && outcome.worker < 0) this.#known += 1;
    this.#addSizes(outcome);
  }

  #addSizes(outcome: Outcome): void {
    if (this.inspects ? !wasRead(outcome) : this.endOf(outcome) !== 'done' || wasOnlyPacked(outcome)) return;
    this.#bytesIn += outcome.before.bytes;
    this.#outputs += outcome.outputs.length;
    this.#several ||= outcome.outputs.length > 1;
    this.#bytesOut += outcome.outputs.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #count(outcome: Outcome): void {
    const status = this.endOf(outcome);
    this.#counts[status] += 1;
    if (status === 'failed') this.#failures.add(outcome.code ?? 'internal', outcome.message ?? '');
    if (outcome.findings?.renameTo !== undefined) this.#mislabeled += 1;
    const ids = this.#idsByStatus.get(status);
    if (ids) ids.push(outcome.id);
    else this.#idsByStatus.set(status, [outcome.id]);
  }

  /** Counts all statuses again, after outcomes were replaced or undone. */
  recount(outcomes: Iterable<Outcome>): void {
    this.#counts = noCounts();
    this.#idsByStatus = new Map();
    this.#mislabeled = 0;
    this.#failures = new FailureCounts();
    // What an inspection has read does not change with the names of its files.
    if (!this.inspects) this.#forgetSizes();
    for (const outcome of outcomes) {
      this.#count(outcome);
      if (!this.inspects) this.#addSizes(outcome);
    }
  }

  #forgetSizes(): void {
    this.#bytesIn = 0;
    this.#bytesOut = 0;
    this.#outputs = 0;
    this.#several = false;
  }

  /** Ids of the files with a status, in the order of the rows. */
  idsOf(status: EndStatus): readonly number[] {
    return this.#idsByStatus.get(status)?.sort((a, b) => a - b) ?? [];
  }

  /** Failed files by their reason. */
  get failures(): FailureGroup[] {
    return this.#failures.groups;
  }

  /** Share of the work that is done, 0 to 1; undefined when there is no work. */
  get progress(): number | undefined {
    return this.#costAll === 0 ? undefined : this.#progress.share;
  }

  /**
   * Updates the progress.
   * @param bytesRead bytes that the workers have read from the files they process now
   */
  advance(bytesRead: number): void {
    if (this.#costAll > 0) this.#progress.advance((this.#costEnded + bytesRead) / this.#costAll);
  }

  figures(): Figures {
    const { rows } = this;
    const [bytesIn, bytesOut] = [this.#bytesIn, this.#bytesOut];
    const made = { bytesIn, bytesOut, outputs: this.#outputs, several: this.#several };
    return { files: rows.length, ...this.#counts, ...made, known: this.#known, mislabeled: this.#mislabeled };
  }
}
