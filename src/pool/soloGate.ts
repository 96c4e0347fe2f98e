import type { Exclusion } from '../engine/plan/probedFiles';

/**
 * Lets an image be judged while nothing else decodes in this process. libvips keeps one error text per process, and a warning of one
 * thread may fail the image of another. So what fails among others is judged again alone, and only that is told.
 */
export class SoloGate implements Exclusion {
  readonly #together = new Set<Promise<unknown>>();
  /** The last of those that go alone, one after the other. */
  #solo: Promise<unknown> | undefined;

  /** Works at the same time as others. @throws what `work` throws */
  async together<Result>(work: () => Promise<Result>): Promise<Result> {
    while (this.#solo) await this.#solo;
    return this.#track(work());
  }

  #track<Result>(working: Promise<Result>): Promise<Result> {
    const settled = working.then(
      () => {},
      () => {},
    );
    this.#together.add(settled);
    void settled.then(() => this.#together.delete(settled));
    return working;
  }

  /** Works once everything else has ended; what comes later waits. @throws what `work` throws */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = this.#solo;
    const working = Promise.all([before, ...this.#together]).then(work);
    const settled: Promise<void> = working.then(
      () => this.#leave(settled),
      () => this.#leave(settled),
    );
    this.#solo = settled;
    return working;
  }

  #leave(solo: Promise<void>): void {
    if (this.#solo === solo) this.#solo = undefined;
  }
}
