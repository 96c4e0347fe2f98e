import { Piscina } from 'piscina';

/** Most threads of one Piscina: for each call it looks at all of its threads, which with 64 of them takes longer than the call. */
const threadsEach = 16;

interface Group {
  readonly pool: Piscina;
  readonly threads: number;
  calls: number;
}

/** Worker threads that are called by the names of their functions. */
export class Threads {
  readonly #groups: readonly Group[];

  /** @param file bundle of the worker thread */
  constructor(file: string, count: number, callsPerThread: number) {
    const groups = Math.ceil(count / threadsEach);
    this.#groups = Array.from({ length: groups }, (_, index) => {
      const threads = Math.floor((count + index) / groups);
      const pool = new Piscina({ filename: file, minThreads: threads, maxThreads: threads, concurrentTasksPerWorker: callsPerThread });
      return { pool, threads, calls: 0 };
    });
  }

  /** The ids of the threads that run or start. */
  get ids(): readonly number[] {
    return this.#groups.flatMap(({ pool }) => pool.threads.map(({ threadId }) => threadId));
  }

  /**
   * Calls the listener when calls wait and no thread is left: the last one ended, and another could not be started. Piscina would
   * let them wait forever.
   */
  onEnded(listener: () => void): void {
    for (const group of this.#groups) {
      const look = () => {
        if (group.calls > 0 && group.pool.threads.length === 0) listener();
      };
      // Piscina starts another thread right after it has said that one ended.
      group.pool.on('workerDestroy', () => setImmediate(look));
    }
  }

  /** Calls the listener when a thread cannot start, or ends unexpectedly. A thread can throw anything. */
  onError(listener: (error: unknown) => void): void {
    for (const { pool } of this.#groups) pool.on('error', listener);
  }

  /** Calls a function in the thread with the fewest calls. */
  async call<Input, Result>(name: string, input: Input): Promise<Result> {
    const group = this.#groups.reduce((least, each) => (each.calls / each.threads < least.calls / least.threads ? each : least));
    group.calls += 1;
    try {
      return await (group.pool as Piscina<Input, Result>).run(input, { name });
    } finally {
      group.calls -= 1;
    }
  }
}
