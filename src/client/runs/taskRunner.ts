import * as l10n from '@vscode/l10n';
import type { PoolEvents } from '../../shared/protocol/poolProtocol';
import type { Failure } from '../../shared/run/failure';
import { type AnySetup, decodesImages, type InspectTask, isInspection, type AnyTask as Task } from '../../shared/run/inspection';
import { outcomeOf } from '../../shared/run/outcome';
import { packEntries, unpackOutcomes } from '../../shared/run/packedMessages';
import type { Task as ImageTask, Outcome, WorkerStatus } from '../../shared/run/run';
import { sendTasks, withPathsOf } from '../../shared/run/sentTasks';
import { fromJson, type Json } from '../../shared/values/json';
import { slices } from '../../shared/values/slices';
import type { PoolClient } from '../pool/poolClient';
import { PoolError } from '../pool/poolErrors';
import type { PoolProcess } from '../pool/poolProcess';
import { StallDetector, stallCheckMs } from '../pool/stallDetector';
import { SendQueue } from './sendQueue';

/** Outcomes of abandoned tasks that are reported at once. */
const abandonedAtOnce = 1000;
/** Crashes of the process, or files found to cause one, in a row without any outcome from a living process. */
const maxFruitless = 3;
/** Time for tasks in progress to end by themselves after a cancel, in ms. */
export const cancelGraceMs = 5000;

export interface RunnerEvents {
  outcomes(outcomes: readonly Outcome[]): void;
  workers(workers: readonly WorkerStatus[]): void;
}

export type RunEnd = { readonly state: 'finished' | 'canceled' } | { readonly state: 'stopped'; readonly message: string };

export interface RunnerOptions {
  readonly client: PoolClient;
  readonly setup: AnySetup;
  readonly events: RunnerEvents;
  readonly signal: AbortSignal;
}

/** Sends tasks to the pool process, and survives its crashes. Every task gets its outcome. */
export class TaskRunner {
  readonly #queue: SendQueue;
  readonly #stalls: StallDetector;
  /** Times that a process ended during the run. */
  #exits = 0;
  /** Crashes in a row whose cause was not found, and failed starts. */
  #crashes = 0;
  /** Files in a row that were found to cause a crash. */
  #culprits = 0;
  #wake: () => void = () => {};

  constructor(
    readonly options: RunnerOptions,
    tasks: readonly Task[],
  ) {
    const { setup } = options;
    this.#queue = new SendQueue(setup, tasks);
    this.#stalls = new StallDetector(setup.timeoutSeconds);
  }

  /** Whether a process ended during the run, and may have left temp files. */
  get died(): boolean {
    return this.#exits > 0;
  }

  async run(): Promise<RunEnd> {
    const listener = {
      taken: (ids: readonly number[]) => this.#taken(ids),
      finished: (...outcomes: Parameters<PoolEvents['finished']>) => this.#finished(...outcomes),
      status: (workers: readonly WorkerStatus[]) => this.#status(workers),
    };
    return this.options.client.runExclusive(listener, () => this.#supervise());
  }

  async #supervise(): Promise<RunEnd> {
    const { client, setup, signal } = this.options;
    const use = isInspection(setup) && !decodesImages(setup.inspection) ? 'files' : 'images';
    while (this.#queue.left > 0 && !signal.aborted) {
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
    this.#abandon('canceled', l10n.t('Canceled before it started.'));
    return { state: 'canceled' };
  }

  /** Keeps one process supplied until nothing is left, it ends (its error is returned) or the run is canceled. */
  async #feed(process: PoolProcess): Promise<PoolError | undefined> {
    const { setup, signal } = this.options;
    let death: PoolError | undefined;
    void process.exited.then((error) => {
      death = error;
      this.#exits += 1;
      this.#wake();
    });
    const stallCheck = setInterval(() => this.#killIfStalled(process), stallCheckMs);
    const abort = () => this.#wake();
    signal.addEventListener('abort', abort);
    // A call to a process that has ended is rejected; `exited` reports why.
    void process.remote.begin(setup).catch(() => {});
    try {
      while (this.#queue.left > 0 && !death && !signal.aborted) {
        // Created before checking what there is to send, so that no wake-up is lost.
        const change = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#sendNext(process);
        if (this.#queue.left > 0) await change;
      }
      if (signal.aborted && !death) await this.#cancel(process);
      return death;
    } finally {
      clearInterval(stallCheck);
      signal.removeEventListener('abort', abort);
    }
  }

  /** Lets tasks in progress end, but only for a short time: ending the process leaves every file complete. */
  async #cancel(process: PoolProcess): Promise<void> {
    const timer = setTimeout(() => process.kill(), cancelGraceMs);
    await process.remote.cancel().catch(() => {});
    clearTimeout(timer);
  }

  #sendNext(process: PoolProcess): void {
    const tasks = this.#queue.next(process.workers);
    if (tasks.length === 0) return;
    const sent = isInspection(this.options.setup)
      ? process.remote.enqueueFiles(packEntries(tasks as readonly InspectTask[]))
      : process.remote.enqueue(sendTasks(tasks as readonly ImageTask[]));
    void sent.catch(() => {});
  }

  #taken(ids: readonly number[]): void {
    this.#stalls.messageReceived();
    this.#queue.inFlight.markTaken(ids);
  }

  #finished(...[others, digested, chunks]: Parameters<PoolEvents['finished']>): void {
    const { inFlight } = this.#queue;
    const taskOf = (id: number) => inFlight.get(id) as InspectTask | undefined;
    const outcomes = [...others, ...digested.flatMap((files) => unpackOutcomes(files, taskOf)), ...this.#imagesOf(chunks)];
    this.#stalls.messageReceived();
    this.#crashes = 0;
    this.#culprits = 0;
    const fresh = outcomes.filter(({ id }) => inFlight.remove(id));
    if (fresh.length > 0) this.options.events.outcomes(fresh);
    this.#wake();
  }

  #imagesOf(chunks: readonly Json<readonly Outcome[]>[]): Outcome[] {
    return chunks.flatMap(fromJson).map((outcome) => {
      const task = this.#queue.inFlight.get(outcome.id) as ImageTask | undefined;
      return task ? withPathsOf(task, outcome) : outcome;
    });
  }

  #status(workers: readonly WorkerStatus[]): void {
    this.#stalls.statusReceived(workers);
    this.options.events.workers(workers);
  }

  #killIfStalled(process: PoolProcess): void {
    const { inFlight } = this.#queue;
    if (inFlight.count > 0 && this.#stalls.check((id) => inFlight.has(id))) process.kill();
  }

  /** Decides what a crash means for the tasks in flight. @returns why the run must stop, if it must */
  #crashed(death: PoolError): string | undefined {
    const { setup, events } = this.options;
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
    this.#abandon('canceled', l10n.t('Not processed: the run was stopped.'));
    return { state: 'stopped', message };
  }

  /** Gives every remaining task its outcome. */
  #abandon(code: Failure['code'], message: string): void {
    const { setup, events } = this.options;
    const outcomes = this.#queue.remaining().map((task) => {
      const inProgress = this.#queue.wasStarted(task) && !isInspection(setup);
      return deadOutcome(task, { code, message: inProgress ? inProgressMessage() : message }, 'canceled');
    });
    this.#stalls.reset();
    this.#queue.clear();
    for (const batch of slices(outcomes, abandonedAtOnce)) events.outcomes(batch);
  }
}

function inProgressMessage(): string {
  return l10n.t('Still in progress when the run ended. If its output exists, it is complete; Undo removes it.');
}

function crashFailure(): Failure {
  return { code: 'crashed', message: l10n.t('This file crashed the image library twice. The other files were processed without it.') };
}

function timeoutFailure({ timeoutSeconds }: AnySetup): Failure {
  return {
    code: 'timeout',
    message: l10n.t('The file took longer than {0} s (setting assetmill.timeout) and was abandoned.', timeoutSeconds),
  };
}

function deadOutcome(task: Task, { code, message }: Failure, status: 'failed' | 'canceled' = 'failed'): Outcome {
  return outcomeOf(task, { status, code, message });
}
