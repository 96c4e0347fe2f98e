import type { PauseView } from '../../shared/protocol/insightsProtocol';
import type { RunPhase } from '../../shared/run/runPhase';

/** The time of a run, in seconds. It stands still while the run is paused, and when it has ended. */
export class RunClock {
  /** Later than it was by the time for which the run was paused. */
  #startedAt = 0;
  /** When the current pause began. */
  #pausedAt: number | undefined;
  /** Seconds that the run took before it went on. */
  #earlier = 0;
  /** Undefined until the run has ended. */
  #ended: number | undefined;

  /** @param now seconds since some fixed moment */
  constructor(readonly now: () => number) {}

  start(): void {
    this.#startedAt = this.now();
    this.#earlier = 0;
    this.#pausedAt = undefined;
    this.#ended = undefined;
  }

  /** Continues the time of a run that goes on. */
  goOnFrom(seconds: number): void {
    this.#earlier = seconds;
    this.#startedAt = this.now() - seconds;
  }

  /** Seconds since the start; NaN if nobody knows. */
  get seconds(): number {
    return this.#ended ?? (this.#pausedAt ?? this.now()) - this.#startedAt;
  }

  /**
   * Starts the clock of a run, stops it during a pause, and continues it.
   * @param timed whether planning counts as part of the run
   * @returns the pause that ends
   */
  enter(phase: RunPhase, timed: boolean): PauseView | undefined {
    if (phase === 'paused') this.#pausedAt ??= this.now();
    else if (this.#pausedAt !== undefined) return this.#goOn(this.#pausedAt);
    // A question may have been open for long before the run started.
    else if (phase === 'running' && !timed) this.#startedAt = this.now() - this.#earlier;
    return undefined;
  }

  #goOn(pausedAt: number): PauseView {
    const pause = { at: this.seconds, seconds: this.now() - pausedAt };
    this.#startedAt += pause.seconds;
    this.#pausedAt = undefined;
    return pause;
  }

  /** Stops for good. @param seconds how long the run took, if that is known from elsewhere; NaN if nobody knows */
  end(seconds = this.seconds): void {
    this.#ended ??= seconds;
  }
}
