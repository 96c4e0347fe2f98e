import type { RunEnd } from '../../client/runs/taskRunner';
import { wasOnlyPacked } from '../../shared/run/outcome';
import type { ReadFiles } from '../../shared/run/readFiles';
import type { Outcome, OutcomeStatus, WorkerStatus } from '../../shared/run/run';
import { failureLines } from '../../shared/run/unwrittenOutputs';
import { fileCount, formatBytes, formatCount } from '../../shared/values/formatQuantity';
import { ProgressBar } from './progressBar';
import { isToldOnce, RunNotes } from './runNotes';
import { type RunSummary, runSummaryText } from './runSummary';
import { terminalPath } from './terminalPath';

/** Prints a run as it happens: a progress bar and the failures for people, lines of JSON for programs. */

export interface ReportOptions {
  readonly json: boolean;
  /** Whether skipped files are printed, too. */
  readonly printsSkipped?: boolean;
  /** Bytes of all files when they are read whole; the bar then follows bytes instead of files. */
  readonly bytes?: number;
  /** When planning began, by `performance.now()`, if files were read meanwhile; by default now. */
  readonly startedAt?: number;
  /** What `--json` prints for an outcome; by default the outcome itself. */
  lineOf?(outcome: Outcome): object;
}

/** Bytes of all files. */
export function totalBytes(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

export class Reporter {
  readonly #counts: Record<OutcomeStatus, number> = { done: 0, kept: 0, skipped: 0, failed: 0, canceled: 0 };
  readonly #shares = new Map<number, { readonly worker: number; files: number; busyMs: number }>();
  readonly #startedAt: number;
  readonly #bar: ProgressBar;
  readonly #notes = new RunNotes();
  #bytesIn = 0;
  #bytesOut = 0;
  #outputs = 0;
  #finished = 0;
  #bytesFinished = 0;
  #bytesRead = 0;
  #bytesUnderWay = 0;

  constructor(
    readonly files: number,
    readonly options: ReportOptions,
  ) {
    this.#startedAt = options.startedAt ?? performance.now();
    this.#bar = new ProgressBar(!(options.json && process.stdout.isTTY));
  }

  outcomes(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      this.#count(outcome);
      if (!this.options.json) this.#notes.add(outcome);
      this.#print(outcome);
    }
    this.#draw();
  }

  /** Counts files that were read while planning. Nothing is printed about them. */
  read({ worker, bytes }: ReadFiles): void {
    const sum = bytes.reduce((all, each) => all + each, 0);
    this.#finished += bytes.length;
    this.#counts.done += bytes.length;
    this.#shareOf(worker).files += bytes.length;
    this.#bytesFinished += sum;
    this.#bytesRead += sum;
    this.#bytesIn += sum;
    this.#draw();
  }

  workers(workers: readonly WorkerStatus[]): void {
    for (const { worker, busyMs } of workers) this.#shareOf(worker).busyMs = busyMs;
    this.#bytesUnderWay = workers.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
    this.#draw();
  }

  /** Removes the bar, so that other lines can be printed. */
  clear(): void {
    this.#bar.clear();
  }

  /** Prints a sentence for people while the run goes on. */
  note(sentence: string): void {
    if (!this.options.json) this.#bar.print(sentence);
  }

  /** Prints the end of the run and returns its summary. @param more what `--json` adds to the summary */
  end(end: RunEnd, more: object = {}): RunSummary {
    this.clear();
    for (const line of this.#notes.lines()) this.#bar.print(line);
    const summary: RunSummary = {
      state: end.state,
      ...(end.state === 'stopped' && { message: end.message }),
      files: this.files,
      counts: this.#counts,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      outputs: this.#outputs,
      seconds: this.#seconds,
      workers: [...this.#shares.values()]
        .sort((a, b) => a.worker - b.worker)
        .map((share) => ({ ...share, busyMs: Math.round(share.busyMs) })),
    };
    if (this.options.json) process.stdout.write(`${JSON.stringify({ summary: { ...summary, ...more } })}\n`);
    else process.stdout.write(`${runSummaryText(summary)}\n`);
    return summary;
  }

  #shareOf(worker: number) {
    const share = this.#shares.get(worker) ?? { worker, files: 0, busyMs: 0 };
    this.#shares.set(worker, share);
    return share;
  }

  #count(outcome: Outcome): void {
    const { status, worker, before, outputs } = outcome;
    const { bytes } = before;
    this.#finished += 1;
    this.#bytesFinished += bytes;
    this.#counts[status] += 1;
    if (worker >= 0) {
      this.#shareOf(worker).files += 1;
      this.#bytesRead += bytes;
    }
    if (status !== 'done' || wasOnlyPacked(outcome)) return;
    this.#bytesIn += bytes;
    this.#bytesOut += totalBytes(outputs);
    this.#outputs += outputs.length;
  }

  #print(outcome: Outcome): void {
    const { json, printsSkipped = false, lineOf } = this.options;
    if (json) process.stdout.write(`${JSON.stringify(lineOf?.(outcome) ?? outcome)}\n`);
    else if (!isToldOnce(outcome.code) && (outcome.status === 'failed' || (outcome.status === 'skipped' && printsSkipped)))
      this.#bar.print(`${terminalPath(outcome.source)}: ${failureLines(outcome).join('\n  ')}`);
  }

  #draw(): void {
    const { bytes = 0 } = this.options;
    const share = bytes > 0 ? (this.#bytesFinished + this.#bytesUnderWay) / bytes : this.#finished / Math.max(1, this.files);
    this.#bar.draw(share, () => `${formatCount(this.#finished)} of ${fileCount(this.files)}, ${this.#speed(bytes > 0)}`);
  }

  #speed(inBytes: boolean): string {
    if (inBytes) return `${formatBytes((this.#bytesRead + this.#bytesUnderWay) / this.#seconds)}/s`;
    return `${(this.#finished / this.#seconds).toFixed(1)} files/s`;
  }

  get #seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }
}
