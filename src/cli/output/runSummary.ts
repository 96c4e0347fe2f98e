import type { RunEnd } from '../../client/runs/taskRunner';
import { type OutcomeStatus, outcomeStatuses } from '../../shared/run/run';
import { fileCount, formatBytes, formatCount, formatDuration, savedPercent } from '../../shared/values/formatQuantity';

/** A worker's share of a run. */
export interface WorkerShare {
  readonly worker: number;
  readonly files: number;
  /** Milliseconds with at least one file in progress. */
  readonly busyMs: number;
}

/** The totals of a run; the last line of `--json`. */
export interface RunSummary {
  readonly state: RunEnd['state'];
  /** Why the run stopped, as a sentence. */
  readonly message?: string;
  readonly files: number;
  readonly counts: Readonly<Record<OutcomeStatus, number>>;
  /** Bytes of the sources of done files. */
  readonly bytesIn: number;
  /** Bytes of their outputs. */
  readonly bytesOut: number;
  readonly seconds: number;
  readonly workers: readonly WorkerShare[];
}

/** A run's summary in one line, with the reason on a second when it stopped. */
export function runSummaryText({ files, counts, bytesIn, bytesOut, seconds, message }: RunSummary): string {
  const parts = outcomeStatuses.filter((status) => counts[status] > 0).map((status) => `${formatCount(counts[status])} ${status}`);
  const saved = savedPercent(bytesIn, bytesOut);
  const change =
    counts.done === 0
      ? ''
      : `; ${formatBytes(bytesIn)} -> ${formatBytes(bytesOut)} (${Math.abs(saved)}% ${saved < 0 ? 'larger' : 'saved'})`;
  const head =
    files === 0 ? 'Nothing to do: no images found.' : `${fileCount(files)} in ${formatDuration(seconds)}: ${parts.join(', ')}${change}.`;
  return message === undefined ? head : `${head}\n${message}`;
}
