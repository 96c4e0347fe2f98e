import type { PlanRow } from '../../client/runs/runReport';
import { type EndStatus, endStatuses, type Totals } from '../../shared/protocol/panelProtocol';
import { MonotonicProgress } from '../../shared/run/monotonicProgress';
import type { Outcome } from '../../shared/run/run';
import type { RunKind } from '../../shared/run/runPhase';

/** Work of an image beside its pixels, as decoded bytes: opening, setting up, writing. Measured on icons. */
const imageCost = 400_000;

type Counts = Record<EndStatus, number>;

const noCounts = () => Object.fromEntries(endStatuses.map((status) => [status, 0])) as Counts;

/** How a listed file ended. */
function verifiedEnd({ status, code }: Outcome): EndStatus {
  if (status === 'skipped' && code === 'not-listed') return 'extra';
  return status === 'failed' && code === 'vanished' ? 'missing' : status;
}

/** Whether a file was read to its end, whatever was found. */
function wasRead({ status, code, worker }: Outcome): boolean {
  return worker >= 0 && (status === 'done' || code === 'digest-differs');
}

/** What is counted; what depends on the time is not in it. */
export type Figures = Omit<Totals, 'progress' | 'filesPerSecond' | 'secondsLeft' | 'elapsedSeconds'>;

/** What the outcomes of a run add up to. */
export class RunTotals {
  #idsByStatus = new Map<EndStatus, number[]>();
  #counts = noCounts();
  #bytesIn = 0;
  #bytesOut = 0;
  #known = 0;
  #mislabeled = 0;
  #costEnded = 0;
  readonly #progress = new MonotonicProgress();
  /** Outcomes that a worker had a part in. */
  processed = 0;
  readonly #costAll: number;

  /** @param kind undefined before the first run */
  constructor(
    readonly kind: RunKind | undefined,
    readonly rows: readonly PlanRow[],
  ) {
    this.#costAll = rows.reduce((sum, row) => sum + this.#costOf(row), 0);
  }

  /** Whether the run makes no files. */
  get reads(): boolean {
    return this.kind !== undefined && this.kind !== 'process';
  }

  /** What is only read has all of its work in its cost. */
  #costOf({ cost }: PlanRow): number {
    return this.reads ? cost : cost + imageCost;
  }

  endOf(outcome: Outcome): EndStatus {
    return this.kind === 'verify' ? verifiedEnd(outcome) : outcome.status;
  }

  add(outcome: Outcome): void {
    this.#count(outcome);
    const row = this.rows[outcome.id];
    if (row) this.#costEnded += this.#costOf(row);
    this.advance(0);
    if (outcome.worker >= 0) this.processed += 1;
    if (this.reads && outcome.status === 'done' && outcome.worker < 0) this.#known += 1;
    if (this.reads ? !wasRead(outcome) : outcome.status !== 'done') return;
    this.#bytesIn += outcome.before.bytes;
    this.#bytesOut += outcome.outputs.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #count(outcome: Outcome): void {
    const status = this.endOf(outcome);
    this.#counts[status] += 1;
    if (outcome.findings?.renameTo !== undefined) this.#mislabeled += 1;
    const ids = this.#idsByStatus.get(status);
    if (ids) ids.push(outcome.id);
    else this.#idsByStatus.set(status, [outcome.id]);
  }

  /** Counts anew how the files ended: some stand otherwise now. */
  recount(outcomes: Iterable<Outcome>): void {
    this.#counts = noCounts();
    this.#idsByStatus = new Map();
    this.#mislabeled = 0;
    for (const outcome of outcomes) this.#count(outcome);
  }

  /** Ids of the files that ended so, in the order of the rows. */
  idsOf(status: EndStatus): readonly number[] {
    return this.#idsByStatus.get(status)?.sort((a, b) => a - b) ?? [];
  }

  /** Share of the work that is done, 0 to 1; undefined where there is none. */
  get progress(): number | undefined {
    return this.#costAll === 0 ? undefined : this.#progress.share;
  }

  /**
   * Works out how far the run is.
   * @param bytesUnderWay what was read of files under way
   */
  advance(bytesUnderWay: number): void {
    if (this.#costAll > 0) this.#progress.advance((this.#costEnded + bytesUnderWay) / this.#costAll);
  }

  figures(): Figures {
    const { rows } = this;
    const [bytesIn, bytesOut] = [this.#bytesIn, this.#bytesOut];
    return { files: rows.length, ...this.#counts, bytesIn, bytesOut, known: this.#known, mislabeled: this.#mislabeled };
  }
}
