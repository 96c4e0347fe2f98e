import * as l10n from '@vscode/l10n';
import type { PoolEvents } from '../../shared/protocol/poolProtocol';
import { type AnySetup, decodesImages, isInspection, type AnyTask as Task } from '../../shared/run/inspection';
import { unpackOutcomes } from '../../shared/run/packedMessages';
import type { Outcome, WorkerStatus } from '../../shared/run/run';
import { imageOutcomes } from '../../shared/run/sentTasks';
import { slices } from '../../shared/values/slices';
import { awakeTimeout } from '../pool/awakeTimeout';
import type { PoolClient } from '../pool/poolClient';
import { PoolError } from '../pool/poolErrors';
import type { PoolProcess } from '../pool/poolProcess';
import { SleepWatch } from '../pool/sleepWatch';
import { StallDetector, stallCheckMs } from '../pool/stallDetector';
import { abandonedFailure, canceledFailure, crashFailure, deadOutcome, timeoutFailure } from './deadOutcome';
import { RunControl } from './runControl';
import { SendQueue, sendTo } from './sendQueue';

/** Outcomes of abandoned tasks that are reported at once. */
const abandonedAtOnce = 1000;
/** Crashes of the process, or files found to cause one, in a row without any outcome from a living process. */
const maxFruitless = 3;
/** Time for tasks in progress to end by themselves after a cancel, in ms. */
export const cancelGraceMs = 5000;
/** Time for a single file to end by itself after it was canceled, in ms: then its process is ended, which costs the others about as much. */
const fileGraceMs = 1000;

export interface RunnerEvents {
  outcomes(outcomes: readonly Outcome[]): void;
  workers(workers: readonly WorkerStatus[]): void;
  /** Called when the run has to wait, with the reason as a sentence. */
  readonly waiting?: ((reason: string) => void) | undefined;
}

export type RunEnd = { readonly state: 'finished' | 'canceled' } | { readonly state: 'stopped'; readonly message: string };

export interface RunnerOptions {
  readonly client: PoolClient;
  readonly setup: AnySetup;
  /** Memory of the files in progress, in bytes. */
  readonly memoryBudget: number;
  readonly events: RunnerEvents;
  readonly signal: AbortSignal;
  /** Pauses the run and cancels single files. */
  readonly control?: RunControl | undefined;
}

/** Sends tasks to the pool process, and survives its crashes. Every task gets its outcome. */
export class TaskRunner {
  readonly #queue: SendQueue;
  readonly #stalls: StallDetector;
  #died = false;
  /** Crashes in a row whose cause was not found, and failed starts. */
  #crashes = 0;
  /** Files in a row that were found to cause a crash. */
  #culprits = 0;
  #wake: () => void = () => {};
  readonly #control: RunControl;
  /** The process that has the tasks in flight. */
  #process: PoolProcess | undefined;
  /** Ids of files in flight that were canceled. */
  readonly #canceling = new Set<number>();
  /** Whether the process was ended because of a canceled file. */
  #endedForFile = false;
  readonly #sleep = new SleepWatch();
  #isOpen: boolean;

  /** @param tasks without them, tasks are added while it runs, until `close` */
  constructor(
    readonly options: RunnerOptions,
    tasks?: readonly Task[],
  ) {
    const { setup, control = new RunControl() } = options;
    this.#control = control;
    this.#isOpen = tasks === undefined;
    this.#queue = new SendQueue(setup, tasks ?? []);
    this.#stalls = new StallDetector(setup.timeoutSeconds);
  }

  /** Whether a process or one of its threads ended during the run, and may have left temp files. */
  get died(): boolean {
    return this.#died;
  }

  /** Adds tasks to a runner that was made without them. */
  add(tasks: readonly Task[]): void {
    this.#queue.add(tasks);
    this.#wake();
  }

  /** Ends the run once its tasks have ended. */
  close(): void {
    this.#isOpen = false;
    this.#wake();
  }

  get #goesOn(): boolean {
    return (this.#queue.left > 0 || this.#isOpen) && !this.options.signal.aborted;
  }

  async run(): Promise<RunEnd> {
    const listener = {
      taken: (ids: readonly number[]) => this.#taken(ids),
      finished: (...outcomes: Parameters<PoolEvents['finished']>) => this.#finished(...outcomes),
      status: (workers: readonly WorkerStatus[]) => this.#status(workers),
      waiting: (reason: string) => this.options.events.waiting?.(reason),
      threadLost: () => {
        this.#died = true;
      },
    };
    const steered = { pauseChanged: () => this.#pauseChanged(), cancelFile: (id: number) => void this.#cancelFile(id) };
    return this.#control.whileSteering(steered, () => this.options.client.runExclusive(listener, () => this.#supervise()));
  }

  async #supervise(): Promise<RunEnd> {
    const { client, setup, signal } = this.options;
    const use = isInspection(setup) && !decodesImages(setup.inspection) ? 'files' : 'images';
    while (this.#goesOn) {
      let process: PoolProcess;
      try {
        process = await client.process(use);
      } catch (error) {
        // The extension is closing. The record is left unchanged, so that the next start cleans up after the run.
        if (client.disposed) throw error;
        const message = error instanceof PoolError ? error.message : String(error);
        this.#crashes += 1;
        if (this.#crashes >= maxFruitless) return this.#stop(message);
        continue;
      }
      const death = await this.#feed(process);
      const reason = death && this.#crashed(death);
      if (reason) return this.#stop(reason);
    }
    if (!signal.aborted) return { state: 'finished' };
    this.#abandon(l10n.t('Canceled before it started.'));
    return { state: 'canceled' };
  }

  /** Keeps one process supplied until nothing is left, it ends (its error is returned) or the run is canceled. */
  async #feed(process: PoolProcess): Promise<PoolError | undefined> {
    const { setup, memoryBudget, signal } = this.options;
    let death: PoolError | undefined;
    void process.exited.then((error) => {
      death = error;
      this.#died = true;
      this.#wake();
    });
    this.#process = process;
    this.#sleep.reset();
    const stallCheck = setInterval(() => this.#killIfStalled(process), stallCheckMs);
    const abort = () => this.#wake();
    signal.addEventListener('abort', abort);
    void process.remote.begin(setup, memoryBudget).catch(() => {}); // `exited` reports why a process has ended
    try {
      while (this.#goesOn && !death) {
        // Created before checking what there is to send, so that no wake-up is lost.
        const change = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#sendNext(process);
        if (this.#goesOn) await change;
      }
      if (signal.aborted && !death) await this.#cancel(process);
      return death;
    } finally {
      this.#process = undefined;
      clearInterval(stallCheck);
      signal.removeEventListener('abort', abort);
    }
  }

  /** Lets tasks in progress end, but only for a short time: ending the process leaves every file complete. */
  async #cancel(process: PoolProcess): Promise<void> {
    const clear = awakeTimeout(cancelGraceMs, () => process.kill());
    await process.remote.cancel().catch(() => {});
    clear();
  }

  #pauseChanged(): void {
    const remote = this.#process?.remote;
    // A process that starts later gets nothing before the run goes on.
    void (this.#control.paused ? remote?.pause() : remote?.resume())?.catch(() => {});
    this.#wake();
  }

  async #cancelFile(id: number): Promise<void> {
    const unsent = this.#queue.drop(id);
    if (unsent) this.#endCanceled(unsent);
    const process = this.#process;
    if (!process || !this.#queue.inFlight.has(id)) return;
    this.#canceling.add(id);
    const waited = await process.remote.cancelTask(id).catch(() => false);
    if (waited) this.#endCanceledInFlight(id);
    else awakeTimeout(fileGraceMs, () => this.#endProcessOf(id, process));
  }

  /** A native operation cannot be interrupted. Ending the process leaves every file complete. */
  #endProcessOf(id: number, process: PoolProcess): void {
    if (this.#process !== process || !this.#queue.inFlight.has(id)) return;
    this.#endedForFile = true;
    process.kill();
  }

  #endCanceledInFlight(id: number): void {
    const task = this.#queue.inFlight.get(id);
    if (!task) return;
    this.#endCanceled(task);
    this.#queue.inFlight.remove(id);
  }

  #endCanceled(task: Task): void {
    const { setup, events } = this.options;
    events.outcomes([deadOutcome(task, canceledFailure(setup, this.#queue.wasStarted(task)), 'canceled')]);
    this.#wake();
  }

  #sendNext(process: PoolProcess): void {
    if (this.#control.paused) return;
    const tasks = this.#queue.next(process.workers);
    if (tasks.length === 0) return;
    void sendTo(process.remote, this.options.setup, tasks).catch(() => {});
  }

  #taken(ids: readonly number[]): void {
    this.#stalls.messageReceived();
    this.#queue.inFlight.markTaken(ids);
  }

  #finished(...[others, digested, chunks]: Parameters<PoolEvents['finished']>): void {
    const { inFlight } = this.#queue;
    const taskOf = <Kind extends Task>(id: number) => inFlight.get(id) as Kind | undefined;
    const outcomes = [...others, ...digested.flatMap((files) => unpackOutcomes(files, taskOf)), ...imageOutcomes(chunks, taskOf)];
    this.#stalls.messageReceived();
    this.#crashes = 0;
    this.#culprits = 0;
    this.#sleep.look(inFlight.taken);
    const fresh = outcomes.filter((outcome) => !this.#retriesAfterSleep(outcome) && inFlight.remove(outcome.id));
    if (fresh.length > 0) this.options.events.outcomes(fresh);
    this.#wake();
  }

  #status(workers: readonly WorkerStatus[]): void {
    this.#stalls.statusReceived(workers);
    this.options.events.workers(workers);
  }

  /**
   * The image library's time limit counts the time for which the computer slept, and a network drive may have been lost meanwhile.
   * A file that failed because of it is processed again, once.
   */
  #retriesAfterSleep({ id, status, outputs }: Outcome): boolean {
    const isRetried = this.#sleep.wasAsleep(id) && status === 'failed' && outputs.length === 0;
    const task = isRetried ? this.#queue.inFlight.get(id) : undefined;
    if (task) this.#queue.retry(task);
    return task !== undefined;
  }

  #killIfStalled(process: PoolProcess): void {
    this.#sleep.look(this.#queue.inFlight.taken);
    const { inFlight } = this.#queue;
    if (inFlight.count > 0 && this.#stalls.check((id) => inFlight.has(id))) process.kill();
  }

  /** Decides what a crash means for the tasks in flight. @returns why the run must stop, if it must */
  #crashed(death: PoolError): string | undefined {
    const { setup, events } = this.options;
    for (const id of this.#canceling) this.#endCanceledInFlight(id);
    this.#canceling.clear();
    if (this.#endedForFile) {
      this.#endedForFile = false;
      this.#queue.sendAgain();
      this.#stalls.reset();
      return undefined;
    }
    const { stalledTask } = this.#stalls;
    const culprit = this.#queue.requeue(stalledTask);
    this.#stalls.reset();
    if (culprit) {
      this.#culprits += 1;
      events.outcomes([deadOutcome(culprit, stalledTask === culprit.id ? timeoutFailure(setup) : crashFailure())]);
    } else this.#crashes += 1;
    return Math.max(this.#crashes, this.#culprits) >= maxFruitless ? death.message : undefined;
  }

  #stop(cause: string): RunEnd {
    const message = l10n.t('The run was stopped: {0} All outputs written so far are complete. The log has details.', cause);
    this.#abandon(l10n.t('Not processed: the run was stopped.'));
    return { state: 'stopped', message };
  }

  /** Gives every remaining task its outcome. */
  #abandon(message: string): void {
    const { setup, events } = this.options;
    const outcomes = this.#queue
      .remaining()
      .map((task) => deadOutcome(task, abandonedFailure(setup, this.#queue.wasStarted(task), message), 'canceled'));
    this.#stalls.reset();
    this.#queue.clear();
    for (const batch of slices(outcomes, abandonedAtOnce)) events.outcomes(batch);
  }
}
