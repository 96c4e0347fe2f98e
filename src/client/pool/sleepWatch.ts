import { stallCheckMs } from './stallDetector';

/**
 * Notices that this process did not run for a while, because the computer slept or the process was stopped (Ctrl+Z in a
 * terminal), and remembers what was in progress: time limits may have passed meanwhile.
 */
export class SleepWatch {
  #last = performance.now();
  #slept: Set<number> = new Set();

  /**
   * Call every `stallCheckMs`, and before outcomes are judged.
   * @param inProgress ids of the files that are in progress
   */
  look(inProgress: Iterable<number>): void {
    const now = performance.now();
    if (now - this.#last > 2 * stallCheckMs) this.#slept = new Set(inProgress);
    this.#last = now;
  }

  /** Whether a file was in progress during the last sleep. Answered once for each file and sleep. */
  wasAsleep(id: number): boolean {
    return this.#slept.delete(id);
  }

  /** Call when a process has started, which takes a while. */
  reset(): void {
    this.#last = performance.now();
    this.#slept.clear();
  }
}
