import { crashFailure, deadOutcome } from '../../client/runs/deadOutcome';
import type { Outcome, RunSetup, Task, WorkerStatus } from '../../shared/run/run';
import type { Chunk, ChunkReport } from '../queue/chunk';
import { refusedPrefix } from '../queue/queueNames';
import { relocatedOutcome, relocatedTask } from '../roots/portablePaths';
import { makeChunks } from './chunkMaker';
import { type ChunkQueue, lostReason } from './chunkQueue';
import type { MachineLanes } from './machineLanes';
import type { TaskRoot } from './taskRoot';

/** What the parent of a planner hears of its tasks. */
export interface DispatchEvents {
  finished(outcomes: readonly Outcome[]): void;
  status(workers: readonly WorkerStatus[]): void;
  capacity(workers: number): void;
  waiting(reason: string): void;
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
  /** Local tasks that were sent, by id. */
  readonly #tasks = new Map<number, Task>();
  readonly #reporting: NodeJS.Timeout;
  /** Taken back from the queue during a pause. */
  #held: Chunk[] | undefined;
  #emptySince = performance.now();
  #isTold = false;
  #begun: Promise<void> = Promise.resolve();
  /** Folders of the runs that this process has sent tasks of. */
  readonly #directories = new Map<string, string>();
  /** Outcomes that have arrived and are not told yet. */
  readonly #telling = new Set<Promise<void>>();

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
    this.lanes.begin(setup.runId);
    this.#directories.set(setup.runId, setup.directory);
    this.#begun = this.queue.begin(setup, this.root.directory(setup.directory));
    this.#begun.catch(() => {});
  }

  /** Adds tasks of the run. */
  async add(tasks: readonly Task[]): Promise<void> {
    for (const task of tasks) this.#tasks.set(task.id, task);
    try {
      await this.#begun;
      const portable = tasks.map((task) => this.root.sent(relocatedTask(task, (path) => this.root.toPortable(path))));
      await this.#send(makeChunks(portable).map((each) => ({ run: this.#run, tasks: each })));
    } catch (error) {
      this.#fail(tasks, (error as Error).message);
    }
  }

  get #run(): string {
    return this.#setup?.runId ?? '';
  }

  async #send(chunks: readonly Chunk[]): Promise<void> {
    if (this.#held) this.#held.push(...chunks);
    else if (this.#setup) await this.queue.add(chunks, this.#setup.recipe);
  }

  /** The outcomes of a chunk of a run. One that arrives twice counts once. */
  done(report: ChunkReport, run: string): void {
    const known = report.outcomes.filter(({ id }) => this.#tasks.delete(id));
    const telling = this.#tell(report, known, this.#directories.get(run) ?? '')
      .catch((error: Error) => this.log(`Outcomes were not recorded: ${error.stack}`))
      .finally(() => this.#telling.delete(telling));
    this.#telling.add(telling);
  }

  async #tell(report: ChunkReport, known: readonly Outcome[], directory: string): Promise<void> {
    const worker = this.lanes.numberOf(report.machine);
    const toLocal = (path: string) => this.root.toLocal(path);
    try {
      await this.root.arrived(report, directory);
    } finally {
      if (known.length > 0) this.events.finished(known.map((outcome) => ({ ...relocatedOutcome(outcome, toLocal), worker })));
    }
  }

  /** A chunk that no attempt has carried out: its files are tried one by one, to find out which of them is to blame. */
  failed({ run, tasks }: Chunk, reason: string): void {
    this.log(`A chunk of ${tasks.length} files failed: ${reason}`);
    const left = tasks.filter(({ id }) => this.#tasks.has(id));
    if (run !== this.#run || left.length === 0) return;
    if (reason === lostReason && this.#setup) {
      this.begin(this.#setup);
      for (const { id } of left) this.#tasks.set(id, left.find((task) => task.id === id) as Task);
      void this.#begun.then(() => this.#send([{ run, tasks: left }]));
    } else if (reason.startsWith(refusedPrefix)) this.#fail(left, reason.slice(refusedPrefix.length));
    else if (tasks.length > 1) void this.#send(left.map((task) => ({ run, tasks: [task] })));
    else this.#fail(left, crashFailure().message);
  }

  #fail(tasks: readonly Task[], message: string): void {
    const local = tasks.flatMap(({ id }) => this.#tasks.get(id) ?? []);
    for (const { id } of local) this.#tasks.delete(id);
    const code = message === crashFailure().message ? 'crashed' : 'internal';
    this.events.finished(local.map((task) => deadOutcome(task, { code, message })));
  }

  /** Takes back what no machine has yet. */
  async pause(): Promise<void> {
    this.#held ??= [];
    this.#held.push(...(await this.queue.withdraw()));
  }

  async resume(): Promise<void> {
    const held = this.#held ?? [];
    this.#held = undefined;
    await this.#send(held);
  }

  /** Cancels a task. Its outcome no longer counts; if a machine has it, its outputs are complete and in the journal. */
  cancelTask(id: number): boolean {
    return this.#tasks.delete(id);
  }

  /** Ends the run: chunks that wait are dropped. Resolves when the machines have ended theirs. */
  async cancel(): Promise<void> {
    if (!this.#setup) return;
    await this.queue.cancel(this.#run);
    for (const { tasks } of await this.queue.withdraw()) for (const { id } of tasks) this.#tasks.delete(id);
    this.#held = undefined;
    while (this.queue.count > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all(this.#telling);
  }

  async #report(): Promise<void> {
    const machines = await this.lanes.read().catch(() => undefined);
    if (!machines) return;
    const threads = machines.reduce((sum, machine) => sum + machine.threads, 0);
    this.events.capacity(Math.max(1, threads) * windowPerThread);
    if (this.#tasks.size > 0) this.events.status(this.lanes.status());
    if (threads > 0 || this.#tasks.size === 0) {
      this.#emptySince = performance.now();
      this.#isTold = false;
    } else if (!this.#isTold && performance.now() - this.#emptySince > emptyMs) {
      this.#isTold = true;
      this.events.waiting(
        `No worker is connected for the root ${this.root.shown}. Start one: assetmill worker --queue URL --root ${this.root.option}`,
      );
    }
  }

  close(): void {
    clearInterval(this.#reporting);
  }
}
