import { setEnvironmentData } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import { Piscina } from 'piscina';
import type { HashedFile } from '../engine/inspect/hashFile';
import type { Library } from '../shared/protocol/poolProtocol';
import { type AnySetup, type AnyTask, decodesImages, type InspectTask, isInspection } from '../shared/run/inspection';
import { outcomeOf } from '../shared/run/outcome';
import { type DigestedFiles, packEntries } from '../shared/run/packColumns';
import type { Estimate, Outcome, PreviewFiles, PreviewRequest, Task, ThumbnailRequest, WorkerStatus } from '../shared/run/run';
import type { PixelSize } from '../shared/values/pixelSize';
import { isLarge, maxFiles, maxImages, takeChunk } from './chunks';
import type { ImageChunk } from './imageWork';
import { boardKey, processClock, StatusBoard } from './statusBoard';
import type { Chunk, ChunkResult } from './worker';

/** Chunks of small files under way in each thread: while one waits for a hand-over or the disk, the others compute. */
const lanes = 4;
/** Lanes that a chunk with a large image takes: while one of two is checked and written, the other is worked on. */
const lanesOfLarge = 2;

export interface QueueOptions {
  /** Bundle of the worker thread. */
  readonly workerFile: string;
  readonly workers: number;
  /** Decoded bytes that may be under way at a time; one task that alone has more runs alone. */
  readonly memoryBudget: number;
}

export interface QueueEvents {
  /** Said before the tasks reach their worker. */
  taken(ids: readonly number[]): void;
  finished(outcomes: readonly Outcome[], digested?: DigestedFiles): void;
  /** Digests of files that were read whole. */
  hashed(files: readonly (readonly [path: string, file: HashedFile])[]): void;
  log(line: string): void;
}

/** The queue over Piscina: cuts tasks into chunks by cost, admits them by memory, and reports what becomes of them. */
export class Queue {
  readonly #board: StatusBoard;
  readonly #pool: Piscina<Chunk, ChunkResult>;
  readonly #waiting: AnyTask[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #setup: AnySetup | undefined;
  #bytesUnderWay = 0;
  #lanesTaken = 0;
  readonly #remarks = new Set<string>();

  constructor(
    readonly options: QueueOptions,
    readonly events: QueueEvents,
  ) {
    this.#board = StatusBoard.create(options.workers, lanes);
    // Piscina's own way to hand something over has every thread load all of Piscina.
    setEnvironmentData(boardKey, this.#board.buffer);
    this.#pool = new Piscina({
      filename: options.workerFile,
      minThreads: options.workers,
      maxThreads: options.workers,
      concurrentTasksPerWorker: lanes,
    });
    this.#pool.on('error', (error: Error) => this.events.log(String(error.stack)));
  }

  /** Settles when a thread runs. Rejects with the cause when none can. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      // A thread that fails while it starts takes no task with it: that is an event of the pool.
      this.#pool.once('error', reject);
      (this.#pool as unknown as Piscina<undefined, void>).run(undefined, { name: 'wake' }).then(resolve, reject);
    });
  }

  /** Has the workers prove that the image library works, each for itself. Rejects with the cause when it does not, or cannot be loaded. */
  async probe(): Promise<Library> {
    const one = () => (this.#pool as unknown as Piscina<undefined, Library>).run(undefined, { name: 'probe' });
    const [library] = await Promise.all(Array.from({ length: this.options.workers }, one));
    return library as Library;
  }

  /** Has a worker try a recipe on one image. */
  preview(request: PreviewRequest): Promise<PreviewFiles> {
    return (this.#pool as unknown as Piscina<PreviewRequest, PreviewFiles>).run(request, { name: 'preview' });
  }

  /** Has a worker make a small image. */
  thumbnail(request: ThumbnailRequest): Promise<PixelSize> {
    return (this.#pool as unknown as Piscina<ThumbnailRequest, PixelSize>).run(request, { name: 'thumbnail' });
  }

  /** Has a worker try a recipe on some tasks. */
  sample(chunk: ImageChunk): Promise<Estimate> {
    return (this.#pool as unknown as Piscina<ImageChunk, Estimate>).run(chunk, { name: 'sample' });
  }

  begin(setup: AnySetup): void {
    this.#setup = setup;
    this.#board.reset();
  }

  /** Adds tasks behind those that wait; they are taken in this order. */
  add(tasks: readonly AnyTask[]): void {
    this.#waiting.push(...tasks);
    this.#dispatch();
  }

  get busy(): boolean {
    return this.#underWay.size > 0 || this.#waiting.length > 0;
  }

  status(): WorkerStatus[] {
    return this.#board.read(processClock());
  }

  /** Drops what waits; settles when what is under way has ended. */
  async cancel(): Promise<void> {
    this.#waiting.length = 0;
    this.#board.cancel();
    await Promise.all(this.#underWay);
  }

  #fits(task: AnyTask, setup: AnySetup): boolean {
    if (this.#underWay.size === 0) return true;
    // What is only read goes through a buffer, whatever its size.
    if (isInspection(setup) && !decodesImages(setup.inspection)) return !setup.sequential;
    return this.#bytesUnderWay + task.cost <= this.options.memoryBudget;
  }

  #dispatch(): void {
    const { workers } = this.options;
    const setup = this.#setup;
    const most = setup && isInspection(setup) && !decodesImages(setup.inspection) ? maxFiles : maxImages;
    while (setup && this.#waiting[0] && this.#lanesTaken < workers * lanes && this.#fits(this.#waiting[0], setup)) {
      this.#start(takeChunk(this.#waiting, workers, most), setup);
    }
  }

  #start(tasks: readonly AnyTask[], setup: AnySetup): void {
    const bytes = tasks.reduce((sum, { cost }) => sum + cost, 0);
    const taken = isLarge(tasks[0] as AnyTask) ? lanesOfLarge : 1;
    this.#bytesUnderWay += bytes;
    this.#lanesTaken += taken;
    this.events.taken(tasks.map(({ id }) => id));
    const running: Promise<void> = this.#run(tasks, setup).then(({ outcomes, digested }) => {
      this.#underWay.delete(running);
      this.#bytesUnderWay -= bytes;
      this.#lanesTaken -= taken;
      this.events.finished(outcomes, digested);
      this.#dispatch();
    });
    this.#underWay.add(running);
  }

  /** Every thread finds the same for itself; it is told once. */
  #remark(remark: string): void {
    if (this.#remarks.has(remark)) return;
    this.#remarks.add(remark);
    this.events.log(remark);
  }

  async #run(tasks: readonly AnyTask[], setup: AnySetup): Promise<Pick<ChunkResult, 'outcomes' | 'digested'>> {
    // What waits is of the run that began last.
    const chunk = isInspection(setup)
      ? { setup, files: packEntries(tasks as readonly InspectTask[]), alone: this.#waiting.length === 0 && this.#underWay.size === 0 }
      : { setup, tasks: tasks as readonly Task[] };
    try {
      const result = await this.#pool.run(chunk);
      for (const error of result.errors) this.events.log(error);
      if (result.remark !== undefined) this.#remark(result.remark);
      if (result.hashed.length > 0) this.events.hashed(result.hashed);
      return result;
    } catch (error) {
      this.events.log(String((error as Error).stack));
      return { outcomes: tasks.map(lostOutcome) };
    }
  }
}

/** The outcome of a task whose thread broke down around it. */
function lostOutcome(task: AnyTask): Outcome {
  const message = l10n.t('The worker stopped unexpectedly while it had this file. The log has the details.');
  return outcomeOf(task, { status: 'failed', code: 'crashed', message });
}
