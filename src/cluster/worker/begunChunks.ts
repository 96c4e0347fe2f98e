import type { Redis } from 'ioredis';
import { transact } from '../queue/connection';
import { begunKey, keptSeconds } from '../queue/queueNames';

/**
 * Counts the machines that ended while they carried out a chunk. The queue counts too many: also those that ended while the chunk only
 * waited for its turn beside the one that was to blame.
 */
export class BegunChunks {
  readonly #key: string;

  constructor(
    readonly redis: Redis,
    root: string,
  ) {
    this.#key = begunKey(root);
  }

  /** How many machines began the chunk and did not end it. */
  async count(id: string): Promise<number> {
    return Number(await this.redis.hget(this.#key, id)) || 0;
  }

  async begin(id: string): Promise<void> {
    await transact(() => this.redis.multi().hincrby(this.#key, id, 1).expire(this.#key, keptSeconds).exec());
  }

  /** Forgets a chunk: this machine has survived it. Nothing waits for that. */
  end(id: string): void {
    this.redis.hdel(this.#key, id).catch(() => {});
  }
}
