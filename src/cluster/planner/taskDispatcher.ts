import * as l10n from '@vscode/l10n';
import { crashFailure, deadOutcome } from '../../client/runs/deadOutcome';
import type { Outcome, RunSetup, Task, WorkerStatus } from '../../shared/run/run';
import type { Chunk, ChunkReport } from '../queue/chunk';
import { refusedPrefix } from '../queue/queueNames';
import { relocatedOutcome, relocatedTask } from '../roots/portablePaths';
import { makeChunks } from './chunkMaker';
import { type ChunkQueue, lostReason } from './chunkQueue';
import { EarlierChunks } from './earlierChunks';
import type { MachineLanes } from './machineLanes';
import type { TaskRoot } from './taskRoot';

/** What the parent of a planner hears of its tasks. */
export interface DispatchEvents {
  finished(outcomes: readonly Outcome[]): void;
  status(workers: readonly WorkerStatus[]): void;
  capacity(workers: number): void;
  waiting(reason: string): void;
  /** There may be temp files that nobody removes before the end of the run. */
  machineLost(): void;
}

/** Time between two reports, in ms. */
const statusMs = 500;
/** Each thread may have several photos in progress, and another chunk waits for it. */
const windowPerThread = 3;
/** How long no machine may be there before the user is told, in ms. */
const emptyMs = 5000;

/** Sends the tasks of a run to the machines of a cluster, and hands their outcomes on. */
export class TaskDispatcher {
  #setup: RunSetup | undefined;
  /** Local tasks without an outcome, by id. */
  readonly #tasks = new Map<number, Task>();
  #earlier = new EarlierChunks([]);
  readonly #reporting: NodeJS.Timeout;
  /** Taken back from the queue during a pause. */
  #held: Chunk[] | undefined;
  #isCanceled = false;
  #isReading = false;
  #emptySince = performance.now();
  #isTold = false;
  #begun: Promise<void> = Promise.resolve();
  /** Settles when the last pause, or the end of it, has reached the queue. */
  #steered: Promise<unknown> = Promise.resolve();
  /** Folders of the runs that this process has sent tasks of. */
  readonly #directories = new Map<string, string>();
  /** Machines that have ended a chunk of the run. */
  readonly #shown = new Set<string>();
  /** Reports that have arrived and are being recorded. */
  readonly #recording = new Set<Promise<void>>();

  constructor(
    readonly queue: ChunkQueue,
    readonly lanes: MachineLanes,
    readonly root: TaskRoot,
    readonly events: DispatchEvents,
    readonly log: (line: string) => void,
  ) {
    this.#reporting = setInterval(() => void this.#report(), statusMs);
  }

  /** Prepares for the tasks of a run. */
  begin(setup: RunSetup): void {
    this.#setup = setup;
    this.#tasks.clear();
    this.#held = undefined;
    this.#isCanceled = false;
    this.lanes.begin(setup.runId);
    this.#shown.clear();
    this.#directories.set(setup.runId, setup.directory);
    this.#begun = this.#begin(setup);
    // Whoever adds tasks hears of it.
    this.#begun.catch(() => {});
  }

  async #begin(setup: RunSetup): Promise<void> {
    await this.#announce(setup);
    // Without it, chunks are larger.
    await this.lanes.read().catch(() => {});
    const { active, done } = await this.queue.takeOver(setup.runId);
    if (active.length > 0) this.events.machineLost();
    this.#earlier = new EarlierChunks(active);
    for (const report of done) {
      await this.#record(report, setup.runId);
      this.#earlier.keep(report);
    }
  }

  async #announce(setup: RunSetup): Promise<void> {
    await this.queue.begin(setup, this.root.directory(setup.directory));
  }

  /** Adds tasks of the run. */
  async add(tasks: readonly Task[]): Promise<void> {
    for (const task of tasks) this.#tasks.set(task.id, task);
    try {
      await this.#begun;
      for (const report of this.#earlier.take(tasks)) this.#tell(report);
      const left = tasks.filter(({ id }) => this.#tasks.has(id) && !this.#earlier.has(id));
      const portable = left.map((task) => this.root.sent(relocatedTask(task, (path) => this.root.toPortable(path))));
      await this.#send(makeChunks(portable, this.lanes.threads).map((each) => ({ run: this.#run, tasks: each })));
    } catch (error) {
      this.#fail(tasks, (error as Error).message);
    }
  }

  get #run(): string {
    return this.#setup?.runId ?? '';
  }

  async #send(chunks: readonly Chunk[]): Promise<void> {
    if (this.#isCanceled || chunks.length === 0) return;
    if (this.#held) this.#held.push(...chunks);
    else if (this.#setup) await this.queue.add(chunks, this.#setup.recipe);
  }

  /** Sends chunks that were sent before in another form. */
  #sendAgain(chunks: readonly Chunk[], announced: Promise<void> = Promise.resolve()): void {
    const tasks = chunks.flatMap((chunk) => chunk.tasks);
    announced.then(() => this.#send(chunks)).catch((error: Error) => this.#fail(tasks, error.message));
  }

  /** What a machine reports of a chunk. An outcome that arrives twice counts once. */
  done(report: ChunkReport, chunk: Chunk): void {
    const recording = this.#record(report, chunk.run)
      .then(() => this.#show(report.machine))
      .then(() => this.#recorded(report, chunk))
      .finally(() => this.#recording.delete(recording));
    this.#recording.add(recording);
  }

  /** Records what a machine did to objects, whatever becomes of its outcomes. */
  async #record(report: ChunkReport, run: string): Promise<void> {
    await this.root
      .arrived(report, this.#directories.get(run) ?? '')
      .catch((error: Error) => this.log(`Changes of objects were not recorded: ${error.stack}`));
  }

  /** Shows a machine whose first chunk of the run has ended: it may not have been on the board before. */
  async #show(machine: string): Promise<void> {
    if (this.#shown.has(machine)) return;
    this.#shown.add(machine);
    await this.lanes.read().catch(() => {});
    this.events.status(this.lanes.status());
  }

  #recorded(report: ChunkReport, { run, tasks }: Chunk): void {
    if (run !== this.#run) return;
    const { machine, outcomes } = report;
    this.#earlier.keep({ machine, outcomes: outcomes.filter(({ id }) => this.#earlier.has(id) && !this.#tasks.has(id)) });
    this.#earlier.ended(tasks);
    try {
      this.#tell(report);
    } catch (error) {
      this.#fail(tasks, (error as Error).message);
    }
    const told = new Set(outcomes.map(({ id }) => id));
    const untold = tasks.filter(({ id }) => this.#tasks.has(id) && !told.has(id));
    this.#sendAgain(untold.map((task) => ({ run, tasks: [task], alone: true })));
  }

  #tell({ machine, outcomes }: ChunkReport): void {
    const worker = this.lanes.numberOf(machine);
    const toLocal = (path: string) => this.root.toLocal(path);
    const known = outcomes
      .filter(({ id }) => this.#tasks.has(id))
      .map((outcome) => ({ ...relocatedOutcome(outcome, toLocal), worker: outcome.status === 'canceled' ? -1 : worker }));
    for (const { id } of known) this.#tasks.delete(id);
    if (known.length > 0) this.events.finished(known);
  }

  /** A chunk that no attempt has carried out: its files are tried one by one, to find out which of them is to blame. */
  failed({ run, tasks }: Chunk, reason: string): void {
    this.log(`A chunk of ${tasks.length} files failed: ${reason}`);
    if (run !== this.#run) return;
    this.events.machineLost();
    this.#earlier.ended(tasks);
    // A machine may have carried out some of them: then their outputs are there.
    const left = tasks.filter(({ id }) => this.#tasks.has(id)).map((task) => ({ ...task, attempt: task.attempt + 1 }));
    if (left.length === 0 || !this.#setup) return;
    if (reason === lostReason) this.#sendAgain([{ run, tasks: left }], this.#announce(this.#setup));
    else if (reason.startsWith(refusedPrefix)) this.#fail(left, reason.slice(refusedPrefix.length));
    else if (tasks.length > 1) this.#sendAgain(left.map((task) => ({ run, tasks: [task], alone: true })));
    else this.#fail(left, crashFailure().message);
  }

  #fail(tasks: readonly Task[], message: string): void {
    const local = tasks.flatMap(({ id }) => this.#tasks.get(id) ?? []);
    for (const { id } of local) this.#tasks.delete(id);
    const code = message === crashFailure().message ? 'crashed' : 'internal';
    if (local.length > 0) this.events.finished(local.map((task) => deadOutcome(task, { code, message })));
  }

  /** Takes back what no machine has yet. */
  pause(): Promise<void> {
    return this.#steer(async () => {
      const held = this.#held ?? [];
      this.#held = held;
      held.push(...(await this.queue.withdraw()));
    });
  }

  resume(): Promise<void> {
    return this.#steer(async () => {
      const held = this.#held ?? [];
      this.#held = undefined;
      this.#sendAgain(held);
    });
  }

  /** A pause and its end reach the queue one after the other. */
  #steer(step: () => Promise<void>): Promise<void> {
    const steered = this.#steered.then(step);
    this.#steered = steered.catch((error: Error) => this.log(error.message));
    return this.#steered as Promise<void>;
  }

  /** Cancels a task. Its outcome no longer counts; if a machine has it, its outputs are complete and in the journal. */
  cancelTask(id: number): boolean {
    return this.#tasks.delete(id);
  }

  /** Ends the run: chunks that wait are dropped. Resolves when the machines have ended theirs. */
  async cancel(): Promise<void> {
    if (!this.#setup) return;
    this.#isCanceled = true;
    await this.queue.cancel(this.#run);
    for (const { tasks } of await this.queue.withdraw()) for (const { id } of tasks) this.#tasks.delete(id);
    this.#held = undefined;
    while (this.queue.count > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all(this.#recording);
  }

  async #report(): Promise<void> {
    // Also when the queue does not answer: the parent would take this process for stuck.
    if (this.#tasks.size > 0) this.events.status(this.lanes.status());
    if (this.#isReading) return;
    this.#isReading = true;
    const isRead = await this.lanes.read().then(
      () => true,
      () => false,
    );
    this.#isReading = false;
    if (!isRead) return;
    const { threads } = this.lanes;
    this.events.capacity(Math.max(1, threads) * windowPerThread);
    if (threads > 0 || this.#tasks.size === 0) {
      this.#emptySince = performance.now();
      this.#isTold = false;
    } else if (!this.#isTold && performance.now() - this.#emptySince > emptyMs) {
      this.#isTold = true;
      const command = `assetmill worker --queue URL --root ${this.root.option}`;
      this.events.waiting(l10n.t('No worker is connected to the queue for the root {0}. Start one: {1}', this.root.shown, command));
    }
  }

  close(): void {
    clearInterval(this.#reporting);
  }
}
