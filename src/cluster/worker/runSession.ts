import type { PoolClient } from '../../client/pool/poolClient';
import { TaskRunner } from '../../client/runs/taskRunner';
import type { Outcome, RunSetup, Task, WorkerStatus } from '../../shared/run/run';

/** The tasks of a chunk that are in the pool, and the outcomes that have arrived. */
interface Batch {
  readonly outcomes: Outcome[];
  left: number;
  readonly settled: Promise<unknown>;
  resolve(outcomes: readonly Outcome[]): void;
  reject(error: Error): void;
}

/** The pool gave its tasks up: another attempt, maybe on another machine, gets them. */
export class AbandonedError extends Error {
  override readonly name = 'AbandonedError';
}

/**
 * The work of this machine on one run. Chunks share the pool, and the next one is in it before the last one has ended, so that no
 * thread waits for the queue.
 */
export class RunSession {
  readonly #runner: TaskRunner;
  readonly #batches = new Map<number, Batch>();
  readonly #stop = new AbortController();
  /** Whether the run was canceled, so that files without an output are outcomes, too. */
  #isCanceled = false;
  /** Settles once the pool has nothing of this run. */
  readonly ended: Promise<void>;
  /** Whether it takes tasks. */
  isOpen = true;

  constructor(
    readonly setup: RunSetup,
    { client, memoryBudget, workers }: { client: PoolClient; memoryBudget: number; workers(status: readonly WorkerStatus[]): void },
  ) {
    const events = { outcomes: (outcomes: readonly Outcome[]) => this.#received(outcomes), workers };
    this.#runner = new TaskRunner({ client, setup, memoryBudget, events, signal: this.#stop.signal });
    this.ended = this.#runner.run().then(
      (end) => this.#end(end.state === 'stopped' ? end.message : 'The work on this machine was stopped.'),
      (error: Error) => this.#end(error.message),
    );
  }

  /** Number of tasks without an outcome. */
  get pending(): number {
    return this.#batches.size;
  }

  /** Processes tasks of the run. @throws AbandonedError when the pool does not work, or was stopped */
  async process(tasks: readonly Task[]): Promise<readonly Outcome[]> {
    const batchesOf = () => new Set(tasks.flatMap(({ id }) => this.#batches.get(id) ?? []));
    // A queue that was started again empty got the chunk again, while it is in progress here.
    for (let same = batchesOf(); same.size > 0; same = batchesOf()) await Promise.all([...same].map(({ settled }) => settled));
    if (!this.isOpen) throw new AbandonedError('The work on this machine was stopped.');
    if (tasks.length === 0) return [];
    const { promise, resolve, reject } = withResolvers<readonly Outcome[]>();
    const settled = promise.catch(() => {});
    const batch = { outcomes: [], left: tasks.length, settled, resolve, reject };
    for (const { id } of tasks) this.#batches.set(id, batch);
    this.#runner.add(tasks);
    return promise;
  }

  /** Ends the run: what is in progress ends soon, and the rest gets the outcome that it was canceled. */
  cancel(): void {
    this.isOpen = false;
    this.#isCanceled = true;
    this.#stop.abort();
  }

  /** Drops the tasks, since another machine has them now, or soon. */
  abandon(): void {
    this.isOpen = false;
    this.#stop.abort();
  }

  /** Ends the session once its tasks have ended. */
  close(): Promise<void> {
    this.isOpen = false;
    this.#runner.close();
    return this.ended;
  }

  #received(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      const batch = this.#batches.get(outcome.id);
      // A file that the pool did not get to has no outcome for its run.
      if (!batch || (outcome.status === 'canceled' && !this.#isCanceled)) continue;
      this.#batches.delete(outcome.id);
      batch.outcomes.push(outcome);
      batch.left -= 1;
      if (batch.left === 0) batch.resolve(batch.outcomes);
    }
  }

  #end(reason: string): void {
    this.isOpen = false;
    for (const batch of new Set(this.#batches.values())) batch.reject(new AbandonedError(reason));
    this.#batches.clear();
  }
}

/** A promise and what settles it. `Promise.withResolvers` comes with Node 22. */
function withResolvers<Value>(): { promise: Promise<Value>; resolve(value: Value): void; reject(error: Error): void } {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<Value>((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
}
