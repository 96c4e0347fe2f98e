import type { Failure } from '../shared/failure';
import type { Outcome, RunSetup, Task, WorkerStatus } from '../shared/run';
import type { PoolClient } from './poolClient';
import { PoolError, type PoolProcess } from './poolProcess';

/** Carries tasks to the pool process and survives its death. */

/** Tasks and decoded bytes that the process holds at a time: some seconds of work, so that a busy parent does not starve it. */
const windowTasks = 512;
const windowBytes = 1_000_000_000;
/** Deaths of the process, or files found to cause one, in a row without any outcome from a living process. */
const maxFruitless = 3;
const watchMs = 1000;
/** A process that says nothing for so long is stuck as a whole. */
const silenceSeconds = 60;

export interface RunnerEvents {
  outcomes(outcomes: readonly Outcome[]): void;
  workers(workers: readonly WorkerStatus[]): void;
}

export type RunEnd = { readonly state: 'finished' | 'cancelled' } | { readonly state: 'stopped'; readonly message: string };

export class TaskRunner {
  /** Not yet sent, in the order of dispatch. */
  readonly #pending: Task[];
  /** Sent and unanswered. */
  readonly #outstanding = new Map<number, Task>();
  /** In flight when the process died: sent again one at a time, so that the file that kills it is found. */
  readonly #suspects: Task[] = [];
  #outstandingBytes = 0;
  #crashes = 0;
  #culprits = 0;
  #hungTask: number | undefined;
  #silentTicks = 0;
  readonly #ticksOnTask = new Map<number, { task: number; ticks: number }>();
  #wake: () => void = () => {};

  constructor(
    readonly client: PoolClient,
    readonly setup: RunSetup,
    tasks: readonly Task[],
    readonly events: RunnerEvents,
    readonly signal: AbortSignal,
  ) {
    // The largest first: the last files to end are small ones, and the workers end together.
    this.#pending = [...tasks].sort((a, b) => b.cost - a.cost || a.id - b.id);
  }

  /** Runs to the end. Every task gets its outcome, whatever happens. */
  async run(): Promise<RunEnd> {
    return this.client.hold({ finished: (outcomes) => this.#finished(outcomes), status: (workers) => this.#status(workers) }, () =>
      this.#supervise(),
    );
  }

  get #left(): number {
    return this.#pending.length + this.#outstanding.size + this.#suspects.length;
  }

  async #supervise(): Promise<RunEnd> {
    while (this.#left > 0 && !this.signal.aborted) {
      let process: PoolProcess;
      try {
        process = await this.client.process();
      } catch (error) {
        const message = error instanceof PoolError ? error.message : String(error);
        this.#crashes += 1;
        if (this.#crashes >= maxFruitless) return this.#stop(message);
        continue;
      }
      const death = await this.#feed(process);
      if (death) {
        const verdict = this.#crashed(death);
        if (verdict) return this.#stop(verdict);
      }
    }
    if (!this.signal.aborted) return { state: 'finished' };
    this.#giveUp('cancelled', 'Cancelled before its turn.');
    return { state: 'cancelled' };
  }

  /** Keeps one process supplied until nothing is left, it dies (its error is returned) or the run is cancelled. */
  async #feed(process: PoolProcess): Promise<PoolError | undefined> {
    await process.remote.begin(this.setup);
    let death: PoolError | undefined;
    void process.exited.then((error) => {
      death = error;
      this.#wake();
    });
    const watch = setInterval(() => this.#watch(process), watchMs);
    const abort = () => this.#wake();
    this.signal.addEventListener('abort', abort);
    try {
      while (this.#left > 0 && !death && !this.signal.aborted) {
        // Made before the look at what there is to send, so that no wake-up is lost.
        const change = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#sendNext(process);
        if (this.#left > 0) await change;
      }
      if (this.signal.aborted && !death) await process.remote.cancel().catch(() => {});
      return death;
    } finally {
      clearInterval(watch);
      this.signal.removeEventListener('abort', abort);
    }
  }

  #sendNext(process: PoolProcess): void {
    if (this.#suspects.length > 0) {
      if (this.#outstanding.size === 0) this.#send(process, [this.#suspects.shift() as Task]);
      return;
    }
    const batch: Task[] = [];
    let bytes = this.#outstandingBytes;
    // Refilled in gulps, so that thousands of icons are not thousands of messages.
    if (this.#outstanding.size > windowTasks / 2 || (bytes > windowBytes / 2 && this.#outstanding.size > 0)) return;
    while (this.#pending.length > 0 && this.#outstanding.size + batch.length < windowTasks && (bytes === 0 || bytes < windowBytes)) {
      const task = this.#pending.shift() as Task;
      bytes += task.cost;
      batch.push(task);
    }
    if (batch.length > 0) this.#send(process, batch);
  }

  #send(process: PoolProcess, tasks: readonly Task[]): void {
    for (const task of tasks) {
      this.#outstanding.set(task.id, task);
      this.#outstandingBytes += task.cost;
    }
    void process.remote.enqueue(tasks);
  }

  #settle(id: number): Task | undefined {
    const task = this.#outstanding.get(id);
    if (!task) return undefined;
    this.#outstanding.delete(id);
    this.#outstandingBytes -= task.cost;
    return task;
  }

  #finished(outcomes: readonly Outcome[]): void {
    this.#silentTicks = 0;
    this.#crashes = 0;
    this.#culprits = 0;
    // An answer that comes twice, from a process taken for dead, counts once.
    const fresh = outcomes.filter(({ id }) => this.#settle(id) !== undefined);
    if (fresh.length > 0) this.events.outcomes(fresh);
    this.#wake();
  }

  #status(workers: readonly WorkerStatus[]): void {
    this.#silentTicks = 0;
    for (const { worker, task } of workers) {
      if (this.#ticksOnTask.get(worker)?.task !== task) this.#ticksOnTask.set(worker, { task, ticks: 0 });
    }
    this.events.workers(workers);
  }

  /** Ends a process that hangs. Time is counted in ticks, so that a computer that slept did not hang. */
  #watch(process: PoolProcess): void {
    if (this.#outstanding.size === 0) return;
    this.#silentTicks += 1;
    const limit = this.setup.timeoutSeconds * 1.1 + 1;
    for (const on of this.#ticksOnTask.values()) {
      if (on.task < 0 || !this.#outstanding.has(on.task)) continue;
      on.ticks += 1;
      if (on.ticks * (watchMs / 1000) > limit) this.#hungTask = on.task;
    }
    if (this.#hungTask !== undefined || this.#silentTicks > silenceSeconds) process.kill();
  }

  /** Sorts out what a death means for the tasks in flight. Returns why the run must stop, if it must. */
  #crashed(death: PoolError): string | undefined {
    this.#ticksOnTask.clear();
    this.#silentTicks = 0;
    const inFlight = [...this.#outstanding.values()];
    this.#outstanding.clear();
    this.#outstandingBytes = 0;
    const hung = this.#hungTask;
    this.#hungTask = undefined;
    const [alone] = inFlight;
    if (inFlight.length === 1 && alone && alone.attempt > 0) {
      this.#culprits += 1;
      this.events.outcomes([deadOutcome(alone, hung === alone.id ? timeoutFailure(this.setup) : crashFailure)]);
    } else {
      this.#crashes += 1;
      // A file known to hang goes first, so that the others wait for one time limit only.
      const suspects = inFlight.map((task) => ({ ...task, attempt: task.attempt + 1 }));
      this.#suspects.unshift(...suspects.sort((a, b) => Number(b.id === hung) - Number(a.id === hung)));
    }
    return Math.max(this.#crashes, this.#culprits) >= maxFruitless ? death.message : undefined;
  }

  #stop(cause: string): RunEnd {
    const message = `The run was stopped: ${cause} What was made so far is whole; the log has the details.`;
    this.#giveUp('cancelled', 'Not done: the run was stopped.');
    return { state: 'stopped', message };
  }

  /** Gives every task that is left its outcome. */
  #giveUp(code: Failure['code'], message: string): void {
    const left = [...this.#outstanding.values(), ...this.#suspects, ...this.#pending];
    this.#outstanding.clear();
    this.#suspects.length = 0;
    this.#pending.length = 0;
    if (left.length > 0) this.events.outcomes(left.map((task) => deadOutcome(task, { code, message }, 'cancelled')));
  }
}

const crashFailure: Failure = {
  code: 'crashed',
  message: 'This file made the image library crash, twice. It was left as it is; the other files were done without it.',
};

function timeoutFailure({ timeoutSeconds }: RunSetup): Failure {
  return { code: 'timeout', message: `The file took longer than ${timeoutSeconds} s (setting assetmill.timeout), so it was given up.` };
}

function deadOutcome(
  { id, source, bytes, header: { width, height } }: Task,
  { code, message }: Failure,
  status: 'failed' | 'cancelled' = 'failed',
): Outcome {
  return { id, source, status, code, message, before: { bytes, width, height }, outputs: [], ms: 0, worker: -1 };
}
