import { relative } from 'node:path';
import type { Plan } from '../../client/runs/requestPlan';
import type { RunEnd } from '../../client/runs/taskRunner';
import { MonotonicProgress } from '../../shared/run/monotonicProgress';
import { type Outcome, type OutcomeStatus, outcomeStatuses, type WorkerStatus } from '../../shared/run/run';
import { fileCount, formatBytes, formatCount, formatDuration, savedPercent } from '../../shared/values/formatQuantity';

/** What the command line prints: a progress bar and the exceptions for people, lines of JSON for programs. */

interface WorkerShare {
  readonly worker: number;
  files: number;
  busyMs: number;
}

/** What a run added up to; the last line of `--json`. */
export interface RunTotals {
  readonly state: RunEnd['state'];
  readonly message?: string;
  readonly files: number;
  readonly counts: Readonly<Record<OutcomeStatus, number>>;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly seconds: number;
  readonly workers: readonly WorkerShare[];
}

const barWidth = 24;
const redrawMs = 100;

export interface ReportOptions {
  /** Whether lines are for programs. */
  readonly json: boolean;
  /** Whether each file that is left out is told, as where a list is to be whole. */
  readonly tellsSkipped?: boolean;
  /** What the files have, where all of it is read: then a large file moves the bar, too. */
  readonly bytes?: number;
  /** What `--json` says of an outcome; the outcome itself by default. */
  lineOf?(outcome: Outcome): object;
}

export class Reporter {
  readonly #counts: Record<OutcomeStatus, number> = { done: 0, kept: 0, skipped: 0, failed: 0, canceled: 0 };
  readonly #shares = new Map<number, WorkerShare>();
  readonly #started = performance.now();
  #bytesIn = 0;
  #bytesOut = 0;
  #ended = 0;
  #bytesEnded = 0;
  #bytesRead = 0;
  #bytesUnderWay = 0;
  readonly #progress = new MonotonicProgress();
  #drawn = 0;

  constructor(
    readonly files: number,
    readonly options: ReportOptions,
  ) {}

  outcomes(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) this.#outcome(outcome);
    this.#draw(false);
  }

  #share(worker: number): WorkerShare {
    const share = this.#shares.get(worker) ?? { worker, files: 0, busyMs: 0 };
    this.#shares.set(worker, share);
    return share;
  }

  #outcome(outcome: Outcome): void {
    this.#ended += 1;
    this.#bytesEnded += outcome.before.bytes;
    this.#counts[outcome.status] += 1;
    if (outcome.worker >= 0) {
      this.#share(outcome.worker).files += 1;
      this.#bytesRead += outcome.before.bytes;
    }
    if (outcome.status === 'done') {
      this.#bytesIn += outcome.before.bytes;
      this.#bytesOut += outcome.outputs.reduce((sum, { bytes }) => sum + bytes, 0);
    }
    if (this.options.json) process.stdout.write(`${JSON.stringify(this.options.lineOf?.(outcome) ?? outcome)}\n`);
    else if (outcome.status === 'failed' || (outcome.status === 'skipped' && this.options.tellsSkipped))
      this.#say(`${shown(outcome.source)}: ${outcome.message}`);
  }

  workers(workers: readonly WorkerStatus[]): void {
    for (const { worker, busyMs } of workers) this.#share(worker).busyMs = busyMs;
    this.#bytesUnderWay = workers.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
    this.#draw(false);
  }

  #say(line: string): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    process.stderr.write(`${line}\n`);
  }

  /** A bar on a terminal; nothing where output goes to a file, or where lines for programs go to the same terminal. */
  #draw(last: boolean): void {
    const now = performance.now();
    if (!process.stderr.isTTY || (this.options.json && process.stdout.isTTY) || (!last && now - this.#drawn < redrawMs)) return;
    this.#drawn = now;
    if (last) {
      process.stderr.write('\r\x1b[K');
      return;
    }
    const bar = '█'.repeat(Math.round(this.#advance() * barWidth)).padEnd(barWidth, '░');
    process.stderr.write(`\r\x1b[K${bar} ${formatCount(this.#ended)} of ${fileCount(this.files)}, ${this.#speed(now)}`);
  }

  get #bytes(): number {
    return this.options.bytes ?? 0;
  }

  #speed(now: number): string {
    const seconds = (now - this.#started) / 1000;
    if (this.#bytes > 0) return `${formatBytes((this.#bytesRead + this.#bytesUnderWay) / seconds)}/s`;
    return `${(this.#ended / seconds).toFixed(1)} files/s`;
  }

  /** From 0 to 1. */
  #advance(): number {
    const share = this.#bytes > 0 ? (this.#bytesEnded + this.#bytesUnderWay) / this.#bytes : this.#ended / Math.max(1, this.files);
    return this.#progress.advance(share);
  }

  /** Takes the bar away, so that other lines can be printed. */
  clear(): void {
    this.#draw(true);
  }

  /** Prints the end and returns what it adds up to. @param more what `--json` says of the run beside it */
  end(end: RunEnd, more: object = {}): RunTotals {
    this.#draw(true);
    const totals: RunTotals = {
      state: end.state,
      ...(end.state === 'stopped' && { message: end.message }),
      files: this.files,
      counts: this.#counts,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      seconds: (performance.now() - this.#started) / 1000,
      workers: [...this.#shares.values()]
        .sort((a, b) => a.worker - b.worker)
        .map((share) => ({ ...share, busyMs: Math.round(share.busyMs) })),
    };
    if (this.options.json) process.stdout.write(`${JSON.stringify({ summary: { ...totals, ...more } })}\n`);
    else process.stdout.write(`${summaryText(totals)}\n`);
    return totals;
  }
}

/** What files have, in bytes. */
export function totalBytes(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function shown(path: string): string {
  const way = relative(process.cwd(), path);
  return way.startsWith('..') ? path : way;
}

function summaryText({ files, counts, bytesIn, bytesOut, seconds, message }: RunTotals): string {
  const parts = outcomeStatuses.filter((status) => counts[status] > 0).map((status) => `${formatCount(counts[status])} ${status}`);
  const saved = savedPercent(bytesIn, bytesOut);
  const change =
    counts.done === 0
      ? ''
      : `; ${formatBytes(bytesIn)} -> ${formatBytes(bytesOut)} (${Math.abs(saved)}% ${saved < 0 ? 'larger' : 'saved'})`;
  const head =
    files === 0
      ? 'Nothing to do: no images were found.'
      : `${fileCount(files)} in ${formatDuration(seconds)}: ${parts.join(', ')}${change}.`;
  return message === undefined ? head : `${head}\n${message}`;
}

/** Prints what a run would do. */
export function printPlan(plan: Plan, json: boolean): void {
  for (const task of plan.tasks) {
    const line = { id: task.id, source: task.source, outputs: task.outputs.map(({ target, mode }) => ({ target, mode })) };
    process.stdout.write(
      json ? `${JSON.stringify(line)}\n` : `${shown(task.source)} -> ${task.outputs.map(({ target }) => shown(target)).join(', ')}\n`,
    );
  }
  for (const { source, status, code, message } of plan.leftOut) {
    process.stdout.write(json ? `${JSON.stringify({ source, status, code, message })}\n` : `${shown(source)}: ${message}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify({ summary: plan.summary })}\n`);
  else
    process.stdout.write(
      `${fileCount(plan.tasks.length)} would be processed, ${formatCount(plan.leftOut.length)} left out. Nothing was written.\n`,
    );
}
