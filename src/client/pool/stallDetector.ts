import type { WorkerStatus } from '../../shared/run/run';

/** Time between two looks, in ms. */
export const watchMs = 1000;
/** A process that says nothing for so long is stuck as a whole. */
const silenceSeconds = 60;

/** Tells when a pool process hangs. Time is counted in looks, so that a computer that slept did not hang. */
export class HangWatch {
  /** The task that was found to hang. */
  hung: number | undefined;
  readonly #limitSeconds: number;
  readonly #onTask = new Map<number, { task: number; signs: number; hashes: number }>();
  #silentChecks = 0;

  /** @param timeoutSeconds the run's limit for one file: the image library itself ends most files at it, so it gets a head start */
  constructor(timeoutSeconds: number) {
    this.#limitSeconds = timeoutSeconds * 1.1 + 1;
  }

  /** The process said something. */
  heard(): void {
    this.#silentChecks = 0;
  }

  status(workers: readonly WorkerStatus[]): void {
    this.heard();
    for (const { worker, task, signs } of workers) {
      const on = this.#onTask.get(worker);
      if (on?.task !== task || on.signs !== signs) this.#onTask.set(worker, { task, signs, hashes: 0 });
    }
  }

  /**
   * Called every `watchMs` while the process has tasks.
   * @param hasTask whether the process has the task, and has not answered yet
   * @returns whether the process hangs and has to be ended
   */
  look(hasTask: (id: number) => boolean): boolean {
    this.#silentChecks += 1;
    for (const on of this.#onTask.values()) {
      if (!hasTask(on.task)) continue;
      on.hashes += 1;
      if ((on.hashes * watchMs) / 1000 > this.#limitSeconds) this.hung ??= on.task;
    }
    return this.hung !== undefined || (this.#silentChecks * watchMs) / 1000 > silenceSeconds;
  }

  /** Forgets the process that is gone. */
  reset(): void {
    this.hung = undefined;
    this.#silentChecks = 0;
    this.#onTask.clear();
  }
}
