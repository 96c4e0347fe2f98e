import type { PauseView } from '../../shared/protocol/insightsProtocol';

/** What carries out a run, as its control reaches it. */
export interface Steered {
  /** Called when {@link RunControl.paused} has changed. */
  pauseChanged(): void;
  /** Ends a file that has no outcome yet: at once while it waits, otherwise as soon as possible. */
  cancelFile(id: number): void;
}

/** Pauses and resumes a run, and cancels single files of it. A run with several steps stays paused from one to the next. */
export class RunControl {
  #steered: Steered | undefined;
  #pausedAt: number | undefined;
  #pausedMs = 0;
  /** The pauses that are over, in order. */
  readonly #pauses: { readonly startedMs: number; readonly ms: number }[] = [];

  /** Whether no further file may start. Files in progress end. */
  get paused(): boolean {
    return this.#pausedAt !== undefined;
  }

  /** Time for which the run has been paused so far, in seconds. */
  get pausedSeconds(): number {
    const current = this.#pausedAt === undefined ? 0 : performance.now() - this.#pausedAt;
    return (this.#pausedMs + current) / 1000;
  }

  /**
   * The pauses since a moment that are over, by a clock that began then and stands still during pauses.
   * @param startedMs the moment, from `performance.now()`
   */
  pausesSince(startedMs: number): PauseView[] {
    let pausedMs = 0;
    return this.#pauses
      .filter((pause) => pause.startedMs >= startedMs)
      .map((pause) => {
        const at = (pause.startedMs - startedMs - pausedMs) / 1000;
        pausedMs += pause.ms;
        return { at, seconds: pause.ms / 1000 };
      });
  }

  pause(): void {
    if (this.paused) return;
    this.#pausedAt = performance.now();
    this.#steered?.pauseChanged();
  }

  resume(): void {
    if (this.#pausedAt === undefined) return;
    const pause = { startedMs: this.#pausedAt, ms: performance.now() - this.#pausedAt };
    this.#pauses.push(pause);
    this.#pausedMs += pause.ms;
    this.#pausedAt = undefined;
    this.#steered?.pauseChanged();
  }

  /** Cancels a file by the id of its task. Does nothing if the file has ended, or if no step of the run is in progress. */
  cancelFile(id: number): void {
    this.#steered?.cancelFile(id);
  }

  /** Does the work while this controls it. */
  async whileSteering<Result>(steered: Steered, work: () => Promise<Result>): Promise<Result> {
    this.#steered = steered;
    try {
      return await work();
    } finally {
      this.#steered = undefined;
    }
  }
}
