import type { Redis } from 'ioredis';
import { transact } from '../queue/connection';

/**
 * Knows how long this machine has a chunk that it took. After that, the queue gives it to another machine, and two of them must not write
 * the same files: so this one stops before, even if it cannot reach the queue.
 */
export class Lease {
  #endsAt = 0;

  /**
   * @param key of the lock in Redis
   * @param token the value of the lock while this machine has it
   * @param reserveMs time before the end of the lock in which nothing may be written any more
   */
  constructor(
    readonly redis: Redis,
    readonly key: string,
    readonly token: string,
    readonly reserveMs: number,
  ) {}

  /** Asks the queue how long this machine has the chunk. Resolves when the queue answers, however late. */
  async look(): Promise<void> {
    const { askedAt, holder, leftMs } = await transact(async () => {
      // The time left is that at the server, which answers later than it was asked.
      const asked = performance.now();
      const answers = (await this.redis.multi().get(this.key).pttl(this.key).exec()) as [[unknown, string | null], [unknown, number]];
      return { askedAt: asked, holder: answers[0][1], leftMs: answers[1][1] };
    });
    this.#endsAt = holder === this.token ? askedAt + leftMs - this.reserveMs : 0;
  }

  get hasEnded(): boolean {
    return performance.now() > this.#endsAt;
  }
}
