import type { Outcome, OutcomeStatus } from '../../shared/run/run';
import type { RunFolder } from '../store/runFolder';
import type { RunTotalsRecord } from '../store/runRecord';

/** Sums up the outcomes of a run for its record. */
export class OutcomeTotals {
  readonly #counts: Record<OutcomeStatus, number> = { done: 0, kept: 0, skipped: 0, failed: 0, canceled: 0 };
  #bytesIn = 0;
  #bytesOut = 0;

  /** @param files number of files of the run */
  constructor(readonly files: number) {}

  add(outcomes: readonly Outcome[]): void {
    for (const { status, before, outputs } of outcomes) {
      this.#counts[status] += 1;
      if (status !== 'done') continue;
      this.#bytesIn += before.bytes;
      for (const { bytes } of outputs) this.#bytesOut += bytes;
    }
  }

  get record(): RunTotalsRecord {
    return { files: this.files, counts: this.#counts, bytesIn: this.#bytesIn, bytesOut: this.#bytesOut };
  }
}

/** The totals of a run that has none in its record, since it is in progress or was killed: those of its report so far. */
export async function totalsSoFar({ report }: RunFolder): Promise<RunTotalsRecord> {
  const { rows, outcomes } = await report.read();
  const totals = new OutcomeTotals(rows.length);
  totals.add(outcomes);
  return totals.record;
}
