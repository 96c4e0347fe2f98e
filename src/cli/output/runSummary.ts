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
  /** Bytes of their outputs, and how many there are. */
  readonly bytesOut: number;
  readonly outputs: number;
  readonly seconds: number;
  readonly workers: readonly WorkerShare[];
}

/** What became of the bytes. A set of outputs is not larger or smaller than its source: it is something else. */
function changeText({ counts, bytesIn, bytesOut, outputs }: RunSummary): string {
  if (counts.done === 0 || (bytesIn === 0 && outputs === 0)) return '';
  if (outputs > counts.done) return `; ${formatCount(outputs)} outputs, ${formatBytes(bytesOut)}`;
  const saved = savedPercent(bytesIn, bytesOut);
  return `; ${formatBytes(bytesIn)} -> ${formatBytes(bytesOut)} (${Math.abs(saved)}% ${saved < 0 ? 'larger' : 'saved'})`;
}

/** A run's summary in one line, with the reason on a second when it stopped. */
export function runSummaryText(summary: RunSummary): string {
  const { files, counts, seconds, message } = summary;
  const parts = outcomeStatuses.filter((status) => counts[status] > 0).map((status) => `${formatCount(counts[status])} ${status}`);
  const done = `${fileCount(files)} in ${formatDuration(seconds)}: ${parts.join(', ')}${changeText(summary)}.`;
  const head = files === 0 ? 'Nothing to do: no images found.' : done;
  return message === undefined ? head : `${head}\n${message}`;
}
