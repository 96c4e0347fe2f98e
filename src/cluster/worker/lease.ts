/**
 * Knows whether this machine still has the chunks that it took. After `lockMs` without a renewal, the queue gives them to another
 * machine; two of them must not write the same files. So this one stops before that: its clock starts with the renewal at the latest.
 */
export class Lease {
  #renewedAt = performance.now();

  /** @param lockMs time for which the queue holds a chunk for its machine */
  constructor(readonly lockMs: number) {}

  /** Call when a chunk was taken while none was in progress, and when chunks were renewed. */
  renewed(): void {
    this.#renewedAt = performance.now();
  }

  /** Whether too little time is left. */
  get isEnding(): boolean {
    return performance.now() - this.#renewedAt > this.lockMs * 0.7;
  }
}
