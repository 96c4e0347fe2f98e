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
}

/** Whether a run is being planned, running, paused or being canceled. */
export function isActive(phase: RunPhase | undefined): boolean {
  return phase === 'planning' || phase === 'running' || phase === 'paused' || phase === 'canceling';
}

/** The totals with progress, speed and the estimated time left. */
export function totalsView(totals: RunTotals, { phase, elapsedSeconds }: RunTime): Totals {
  const active = isActive(phase);
  const progress = totals.progress ?? (active ? 0 : 1);
  const left = progress > 0.01 && active ? (elapsedSeconds * (1 - progress)) / progress : undefined;
  return {
    ...totals.figures(),
    progress,
    filesPerSecond: elapsedSeconds > 0 ? totals.processed / elapsedSeconds : 0,
    ...(Number.isFinite(elapsedSeconds) && { elapsedSeconds }),
    ...(left !== undefined && phase !== 'planning' && { secondsLeft: left }),
  };
}

/**
 * The workers with their load.
 * @param fileOf the file, as people read it, of a task that a worker processes; undefined for other tasks
 */
export function workerViews(
  workers: readonly WorkerStatus[],
  elapsedSeconds: number,
  fileOf: (task: number) => string | undefined,
): WorkerView[] {
  const elapsedMs = Math.max(1, elapsedSeconds * 1000);
  return workers.map(({ worker, task, files, busyMs }) => {
    const file = fileOf(task);
    return { worker, files, busy: Math.min(1, busyMs / elapsedMs), ...(file !== undefined && { file }) };
  });
}
