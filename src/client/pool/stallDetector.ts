import type { WorkerStatus } from '../../shared/run/run';

/** Time between two checks, in ms. */
export const stallCheckMs = 1000;
/** A process that sends nothing for this long is stuck as a whole. */
const silenceSeconds = 60;

/** A task as the last status of its worker showed it. */
interface ObservedTask {
  readonly task: number;
  /** `WorkerStatus.signs`: rises while the task makes progress. */
  readonly signs: number;
  /** Checks since the task last made progress. */
  checks: number;
}

/** Detects that a pool process hangs. It counts checks instead of clock time, so that a computer that slept does not look stalled. */
export class StallDetector {
  /** Id of the task that was found to hang. */
  stalledTask: number | undefined;
  readonly #limitSeconds: number;
  readonly #byWorker = new Map<number, ObservedTask>();
  #silentChecks = 0;

  /** @param timeoutSeconds the run's limit for one file; most files are ended at it by the image library itself, which gets a head start */
  constructor(timeoutSeconds: number) {
    this.#limitSeconds = timeoutSeconds * 1.1 + 1;
  }

  /** Call whenever the process sent a message. */
  messageReceived(): void {
    this.#silentChecks = 0;
  }

  statusReceived(workers: readonly WorkerStatus[]): void {
    this.messageReceived();
    for (const { worker, task, signs } of workers) {
      const observed = this.#byWorker.get(worker);
      if (observed?.task !== task || observed.signs !== signs) this.#byWorker.set(worker, { task, signs, checks: 0 });
    }
  }

  /**
   * Call every `stallCheckMs` while the process has tasks.
   * @param isInFlight whether the process has the task and has not answered yet
   * @returns whether the process hangs and has to be ended
   */
  check(isInFlight: (id: number) => boolean): boolean {
    this.#silentChecks += 1;
    for (const observed of this.#byWorker.values()) {
      if (!isInFlight(observed.task)) continue;
      observed.checks += 1;
      if (seconds(observed.checks) > this.#limitSeconds) this.stalledTask ??= observed.task;
    }
    return this.stalledTask !== undefined || seconds(this.#silentChecks) > silenceSeconds;
  }

  /** Forgets a process that has ended. */
  reset(): void {
    this.stalledTask = undefined;
    this.#silentChecks = 0;
    this.#byWorker.clear();
  }
}

function seconds(checks: number): number {
  return (checks * stallCheckMs) / 1000;
}
