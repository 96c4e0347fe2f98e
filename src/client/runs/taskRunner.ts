import * as l10n from '@vscode/l10n';
import type { Failure } from '../../shared/run/failure';
import { type AnySetup, decodesImages, type InspectTask, isInspection, type AnyTask as Task } from '../../shared/run/inspection';
import { outcomeOf } from '../../shared/run/outcome';
import { type DigestedFiles, packEntries, unpackOutcomes } from '../../shared/run/packColumns';
import type { Task as ImageTask, Outcome, WorkerStatus } from '../../shared/run/run';
import type { PoolClient } from '../pool/poolClient';
import { PoolError, type PoolProcess } from '../pool/poolProcess';
import { HangWatch, watchMs } from '../pool/stallDetector';

/** Carries tasks to the pool process and survives its death. */

/** Tasks and decoded bytes that the process holds at a time: some seconds of work, so that a busy parent does not starve it. */
const windowTasks = 512;
/** Of files that are only read, which take a tenth of the time, and no memory however large they are. */
const windowFiles = 8192;
const windowBytes = 1_000_000_000;
/** Outcomes of tasks that are given up, told at a time. */
const givenUpAtOnce = 1000;
/** Deaths of the process, or files found to cause one, in a row without any outcome from a living process. */
const maxFruitless = 3;
/** What is under way when a run is canceled may take so long to end by itself. */
export const cancelGraceMs = 5000;

export interface RunnerEvents {
  outcomes(outcomes: readonly Outcome[]): void;
  workers(workers: readonly WorkerStatus[]): void;
}

export type RunEnd = { readonly state: 'finished' | 'canceled' } | { readonly state: 'stopped'; readonly message: string };

export class TaskRunner {
  /** Not yet sent; the next one is the last, where taking it costs nothing. */
  readonly #pending: Task[];
  /** Sent and unanswered. */
  readonly #outstanding = new Map<number, Task>();
  /** Those of them that a worker has. */
  readonly #taken = new Set<number>();
  /** A worker had them when the process died: sent again one at a time, so that the file that kills it is found. */
  readonly #suspects: Task[] = [];
  /** The suspect that was sent alone. */
  #alone: number | undefined;
  readonly #watch: HangWatch;
  /** Whether files are only read, and no image is decoded. */
  readonly #plain: boolean;
  /** What the process holds at most. */
  readonly #window: { readonly tasks: number; readonly bytes: number };
  #outstandingBytes = 0;
  #deaths = 0;
  #crashes = 0;
  #culprits = 0;
  #wake: () => void = () => {};

  constructor(
    readonly client: PoolClient,
    readonly setup: AnySetup,
    tasks: readonly Task[],
    readonly events: RunnerEvents,
    readonly signal: AbortSignal,
  ) {
    const ordered = isInspection(setup) && setup.sequential;
    // The largest first: the last files to end are small ones, and the workers end together.
    this.#pending = ordered ? [...tasks].reverse() : [...tasks].sort((a, b) => a.cost - b.cost || b.id - a.id);
    this.#plain = isInspection(setup) && !decodesImages(setup.inspection);
    this.#window = this.#plain ? { tasks: windowFiles, bytes: Number.POSITIVE_INFINITY } : { tasks: windowTasks, bytes: windowBytes };
    this.#watch = new HangWatch(setup.timeoutSeconds);
  }

  /** Whether a process died on the way, and may have left temp files. */
  get died(): boolean {
    return this.#deaths > 0;
  }

  /** Runs to the end. Every task gets its outcome, whatever happens. */
  async run(): Promise<RunEnd> {
    const hearer = {
      taken: (ids: readonly number[]) => this.#take(ids),
      finished: (outcomes: readonly Outcome[], digested: readonly DigestedFiles[]) => this.#finished(outcomes, digested),
      status: (workers: readonly WorkerStatus[]) => this.#status(workers),
    };
    return this.client.hold(hearer, () => this.#supervise());
  }

  get #left(): number {
    return this.#pending.length + this.#outstanding.size + this.#suspects.length;
  }

  async #supervise(): Promise<RunEnd> {
    while (this.#left > 0 && !this.signal.aborted) {
      let process: PoolProcess;
      try {
        process = await this.client.process(this.#plain ? 'files' : 'images');
      } catch (error) {
        // Its owner is closing: the run's record stays as it is, so that the next start cleans up after it.
        if (this.client.disposed) throw error;
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
    this.#giveUp('canceled', l10n.t('Canceled before its turn.'));
    return { state: 'canceled' };
  }

  /** Keeps one process supplied until nothing is left, it dies (its error is returned) or the run is canceled. */
  async #feed(process: PoolProcess): Promise<PoolError | undefined> {
    let death: PoolError | undefined;
    void process.exited.then((error) => {
      death = error;
      this.#deaths += 1;
      this.#wake();
    });
    const watch = setInterval(() => this.#look(process), watchMs);
    const abort = () => this.#wake();
    this.signal.addEventListener('abort', abort);
    // A call to a process that is gone is refused; `exited` tells of it.
    void process.remote.begin(this.setup).catch(() => {});
    try {
      while (this.#left > 0 && !death && !this.signal.aborted) {
        // Made before the look at what there is to send, so that no wake-up is lost.
        const change = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#sendNext(process);
        if (this.#left > 0) await change;
      }
      if (this.signal.aborted && !death) await this.#cancel(process);
      return death;
    } finally {
      clearInterval(watch);
      this.signal.removeEventListener('abort', abort);
    }
  }

  /** Lets what is under way end. A file that takes too long is not waited for: ending the process leaves every file whole. */
  async #cancel(process: PoolProcess): Promise<void> {
    const late = setTimeout(() => process.kill(), cancelGraceMs);
    await process.remote.cancel().catch(() => {});
    clearTimeout(late);
  }

  #sendNext(process: PoolProcess): void {
    if (this.#suspects.length > 0) {
      if (this.#outstanding.size > 0) return;
      const suspect = this.#suspects.shift() as Task;
      this.#alone = suspect.id;
      this.#send(process, [suspect]);
      return;
    }
    // The last suspect is still out: what comes beside it would be suspected with it.
    if (this.#alone !== undefined && this.#outstanding.has(this.#alone)) return;
    const batch: Task[] = [];
    let bytes = this.#outstandingBytes;
    const window = this.#window;
    // Refilled in gulps, so that thousands of icons are not thousands of messages.
    if (this.#outstanding.size > window.tasks / 2 || (bytes > window.bytes / 2 && this.#outstanding.size > 0)) return;
    while (this.#pending.length > 0 && this.#outstanding.size + batch.length < window.tasks && (bytes === 0 || bytes < window.bytes)) {
      const task = this.#pending.pop() as Task;
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
    const sent = isInspection(this.setup)
      ? process.remote.enqueueFiles(packEntries(tasks as readonly InspectTask[]))
      : process.remote.enqueue(tasks as readonly ImageTask[]);
    void sent.catch(() => {});
  }

  #take(ids: readonly number[]): void {
    this.#watch.heard();
    for (const id of ids) this.#taken.add(id);
  }

  #settle(id: number): boolean {
    const task = this.#outstanding.get(id);
    if (!task) return false;
    this.#outstanding.delete(id);
    this.#taken.delete(id);
    this.#outstandingBytes -= task.cost;
    return true;
  }

  #finished(others: readonly Outcome[], digested: readonly DigestedFiles[]): void {
    const taskOf = (id: number) => this.#outstanding.get(id) as InspectTask | undefined;
    const outcomes = [...others, ...digested.flatMap((files) => unpackOutcomes(files, taskOf))];
    this.#watch.heard();
    this.#crashes = 0;
    this.#culprits = 0;
    // An answer that comes twice counts once.
    const fresh = outcomes.filter(({ id }) => this.#settle(id));
    if (fresh.length > 0) this.events.outcomes(fresh);
    this.#wake();
  }

  #status(workers: readonly WorkerStatus[]): void {
    this.#watch.status(workers);
    this.events.workers(workers);
  }

  #look(process: PoolProcess): void {
    if (this.#outstanding.size > 0 && this.#watch.look((id) => this.#outstanding.has(id))) process.kill();
  }

  /** Sorts out what a death means for the tasks that were sent. Returns why the run must stop, if it must. */
  #crashed(death: PoolError): string | undefined {
    const { hung } = this.#watch;
    const sent = [...this.#outstanding.values()].map((task) => ({ ...task, attempt: task.attempt + 1 }));
    const suspect = ({ id }: Task) => this.#taken.has(id) || id === this.#alone;
    const [suspects, queued] = [sent.filter(suspect), sent.filter((task) => !suspect(task))];
    const culprit = sent.find(({ id }) => this.#taken.has(id) && id === this.#alone);
    this.#forgetSent();
    this.#pending.push(...queued.reverse());
    if (culprit) {
      this.#culprits += 1;
      this.events.outcomes([deadOutcome(culprit, hung === culprit.id ? timeoutFailure(this.setup) : crashFailure())]);
    } else {
      this.#crashes += 1;
      // A file known to hang goes first, so that the others wait for one time limit only.
      this.#suspects.unshift(...suspects.sort((a, b) => Number(b.id === hung) - Number(a.id === hung)));
    }
    return Math.max(this.#crashes, this.#culprits) >= maxFruitless ? death.message : undefined;
  }

  #forgetSent(): void {
    this.#watch.reset();
    this.#outstanding.clear();
    this.#taken.clear();
    this.#alone = undefined;
    this.#outstandingBytes = 0;
  }

  #stop(cause: string): RunEnd {
    const message = l10n.t('The run was stopped: {0} What was made so far is whole; the log has the details.', cause);
    this.#giveUp('canceled', l10n.t('Not done: the run was stopped.'));
    return { state: 'stopped', message };
  }

  /** Gives every task that is left its outcome. */
  #giveUp(code: Failure['code'], message: string): void {
    const left = [...this.#outstanding.values(), ...this.#suspects, ...this.#pending];
    const begun = (task: Task) => task.attempt > 0 || this.#taken.has(task.id);
    const outcomes = left.map((task) =>
      deadOutcome(task, begun(task) && !isInspection(this.setup) ? { code, message: begunMessage() } : { code, message }, 'canceled'),
    );
    this.#forgetSent();
    this.#suspects.length = 0;
    this.#pending.length = 0;
    for (let at = 0; at < outcomes.length; at += givenUpAtOnce) this.events.outcomes(outcomes.slice(at, at + givenUpAtOnce));
  }
}

function begunMessage(): string {
  return l10n.t('It was under way when the run was ended: its new file may be there, and is whole then. Undo takes it back.');
}

function crashFailure(): Failure {
  return { code: 'crashed', message: l10n.t('This file made the image library crash, twice. The other files were done without it.') };
}

function timeoutFailure({ timeoutSeconds }: AnySetup): Failure {
  return {
    code: 'timeout',
    message: l10n.t('The file took longer than {0} s (setting assetmill.timeout), so it was given up.', timeoutSeconds),
  };
}

function deadOutcome(task: Task, { code, message }: Failure, status: 'failed' | 'canceled' = 'failed'): Outcome {
  return outcomeOf(task, { status, code, message });
}
