import type { Totals, WorkerView } from '../../shared/protocol/panelProtocol';
import type { WorkerStatus } from '../../shared/run/run';
import type { RunPhase } from '../../shared/run/runPhase';
import type { RunTotals } from './runTotals';

/** What the panel shows about a run that depends on time. */

export interface RunTime {
  /** Undefined before the first run. */
  readonly phase: RunPhase | undefined;
  /** NaN if unknown. */
  readonly elapsedSeconds: number;
  /** Number of files that workers processed before this time. */
  readonly untimed: number;
}

/** Whether a run is being planned, running, paused or being canceled. */
export function isActive(phase: RunPhase | undefined): boolean {
  return phase === 'planning' || phase === 'running' || phase === 'paused' || phase === 'canceling';
}

/** The totals with progress, speed and the estimated time left. */
export function totalsView(totals: RunTotals, { phase, elapsedSeconds, untimed }: RunTime): Totals {
  const active = isActive(phase);
  const progress = totals.progress ?? (active ? 0 : 1);
  const left = progress > 0.01 && active ? (elapsedSeconds * (1 - progress)) / progress : undefined;
  return {
    ...totals.figures(),
    progress,
    filesPerSecond: elapsedSeconds > 0 ? (totals.processed - untimed) / elapsedSeconds : 0,
    ...(Number.isFinite(elapsedSeconds) && untimed === 0 && { elapsedSeconds }),
    ...(left !== undefined && phase !== 'planning' && { secondsLeft: left }),
  };
}

/** The workers of a run, and since when each has been on its current file. */
export class WorkerTimes {
  #workers: readonly WorkerStatus[] = [];
  /** By worker: its task, and when it was first seen there, in seconds of the run's clock. */
  #since = new Map<number, { readonly task: number; readonly seconds: number }>();

  /** @param seconds time of the run */
  update(workers: readonly WorkerStatus[], seconds: number): void {
    this.#workers = workers;
    const known = this.#since;
    const sinceOf = ({ worker, task }: WorkerStatus) => {
      const before = known.get(worker);
      return before?.task === task ? before : { task, seconds };
    };
    this.#since = new Map(workers.map((status) => [status.worker, sinceOf(status)]));
  }

  /** Time in which workers had something to do, added up, in seconds. */
  get busySeconds(): number {
    return this.#workers.reduce((sum, { busyMs }) => sum + busyMs, 0) / 1000;
  }

  /**
   * The workers with their load.
   * @param seconds time of the run
   * @param fileOf the file, as people read it, of a task that a worker processes; undefined for other tasks
   */
  views(seconds: number, fileOf: (task: number) => string | undefined): WorkerView[] {
    const elapsedMs = Math.max(1, seconds * 1000);
    return this.#workers.map(({ worker, name, task, files, busyMs }) => {
      const file = fileOf(task);
      const since = this.#since.get(worker)?.seconds ?? seconds;
      const current = file !== undefined && { file, row: task, since: Math.round(since * 10) / 10 };
      return { worker, ...(name !== undefined && { name }), files, busy: Math.min(1, busyMs / elapsedMs), ...current };
    });
  }
}
