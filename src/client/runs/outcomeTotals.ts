import { wasOnlyPacked } from '../../shared/run/outcome';
import type { Outcome, OutcomeStatus } from '../../shared/run/run';
import type { RunTotalsRecord } from '../store/runRecord';
import type { WholeReport } from '../store/runReport';

/** Sums up the outcomes of a run for its record. */
export class OutcomeTotals {
  readonly #counts: Record<OutcomeStatus, number> = { done: 0, kept: 0, skipped: 0, failed: 0, canceled: 0 };
  #bytesIn = 0;
  #bytesOut = 0;

  /** @param files number of files of the run */
  constructor(readonly files: number) {}

  add(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      const { status, before, outputs } = outcome;
      this.#counts[status] += 1;
      if (status !== 'done' || wasOnlyPacked(outcome)) continue;
      this.#bytesIn += before.bytes;
      for (const { bytes } of outputs) this.#bytesOut += bytes;
    }
  }

  get record(): RunTotalsRecord {
    return { files: this.files, counts: this.#counts, bytesIn: this.#bytesIn, bytesOut: this.#bytesOut };
  }
}

/** The totals of a report, which a run has before its end, too. */
export function totalsOf({ rows, outcomes }: Pick<WholeReport, 'rows' | 'outcomes'>): RunTotalsRecord {
  const totals = new OutcomeTotals(rows.length);
  totals.add(outcomes);
  return totals.record;
}
