/** Lets work be done while nothing else is in progress, such as on a chunk that may end the whole process. */
export class AloneGate {
  readonly #together = new Set<Promise<unknown>>();
  /** The last of those that go alone, one after the other. */
  #alone: Promise<unknown> | undefined;

  /** Works at the same time as others. @throws what `work` throws */
  async together<Result>(work: () => Promise<Result>): Promise<Result> {
    while (this.#alone) await this.#alone;
    const working = work();
    const settled = settlement(working).then(() => void this.#together.delete(settled));
    this.#together.add(settled);
    return working;
  }

  /** Works once everything else has ended; what comes later waits. @throws what `work` throws */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const working = Promise.all([this.#alone, ...this.#together]).then(work);
    const settled: Promise<void> = settlement(working).then(() => {
      if (this.#alone === settled) this.#alone = undefined;
    });
    this.#alone = settled;
    return working;
  }
}

function settlement(working: Promise<unknown>): Promise<void> {
  return working.then(
    () => {},
    () => {},
  );
}
