import { setEnvironmentData } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import type { HashedFile } from '../engine/inspect/hashFile';
import type { ProbingElsewhere } from '../engine/plan/probedFiles';
import type { LibraryVersions } from '../shared/protocol/poolProtocol';
import { type AnySetup, decodesImages, type InspectSetup, type InspectTask, isInspection } from '../shared/run/inspection';
import { outcomeOf } from '../shared/run/outcome';
import { packEntries } from '../shared/run/packedMessages';
import type { PreviewFiles, PreviewRequest, ThumbnailRequest } from '../shared/run/preview';
import type { Estimate, Outcome, RunSetup, WorkerStatus } from '../shared/run/run';
import type { SentTask } from '../shared/run/sentTasks';
import { lanesPerWorker } from '../shared/run/workerLanes';
import { fromJson, type Json, toJson } from '../shared/values/json';
import type { PixelSize } from '../shared/values/pixelSize';
import type { ChunkResult } from './chunkResult';
import { type ChunkLimits, fileLimits, imageLimits, lanesOf, takeChunk } from './chunks';
import { areFew, type NumberedPaths, type ReadContext, readEarly, readHere, type ScanContext, scanEarly } from './earlyReading';
import type { EarlyResult, InspectChunk } from './fileWork';
import type { ImageChunk } from './imageWork';
import type { PathChunk, ScannedPaths } from './pathScan';
import { boardKey, processClock, StatusBoard } from './statusBoard';
import type { Threads } from './threads';
import type { Chunk } from './worker';

export interface QueueOptions {
  /** Bundle of the worker thread. */
  readonly workerFile: string;
  readonly workers: number;
  /** Gives the memory budget of a run whose setup has none, in bytes. */
  readonly memoryBudget: () => number;
  /** Time limit for reading small files while planning, in ms. */
  readonly earlyMs?: number;
}

/** A task as the queue needs it: the content of an image task is up to its worker. */
type QueuedTask = SentTask | InspectTask;

/** A chunk with what it takes while it is in progress. */
interface AdmittedChunk {
  readonly tasks: readonly QueuedTask[];
  readonly bytes: number;
  readonly lanes: number;
}

/** The outcomes of a chunk. */
export type EndedChunk = Pick<ChunkResult, 'outcomes' | 'digested' | 'images'>;

export interface QueueEvents {
  /** Called before the tasks reach their worker. */
  taken(ids: readonly number[]): void;
  finished(ended: EndedChunk): void;
  /** Digests of files that were read to their end, for the cache. */
  hashed(files: readonly (readonly [path: string, file: HashedFile])[]): void;
  log(line: string): void;
}

/** A queue in front of the threads: cuts tasks into chunks by cost, admits them by memory, and reports their outcomes. */
export class Queue {
  readonly #board: StatusBoard;
  #pool: Promise<Threads> | undefined;
  readonly #waiting: QueuedTask[] = [];
  readonly #inProgress = new Set<Promise<void>>();
  #setup: AnySetup | undefined;
  /** The setup of a run that processes images, as its workers get it. */
  #setupJson: Json<RunSetup> = '';
  #dispatching: NodeJS.Immediate | undefined;
  /** Bytes that may be in progress at a time. A single task with more runs alone. */
  #memoryBudget = 0;
  #bytesInProgress = 0;
  #lanesTaken = 0;
  /** Remarks that were logged. */
  readonly #remarks = new Set<string>();

  constructor(
    readonly options: QueueOptions,
    readonly events: QueueEvents,
  ) {
    this.#board = StatusBoard.create(options.workers, lanesPerWorker);
    // Piscina's own worker data would make every thread load all of Piscina.
    setEnvironmentData(boardKey, this.#board.buffer);
  }

  /** The worker threads, which start with the first use. */
  get #threads(): Promise<Threads> {
    this.#pool ??= this.#startThreads();
    return this.#pool;
  }

  async #startThreads(): Promise<Threads> {
    const { Threads } = await import('./threads');
    const threads = new Threads(this.options.workerFile, this.options.workers, lanesPerWorker);
    threads.onError((error) => this.events.log(String(error.stack)));
    return threads;
  }

  async #call<Input, Result>(name: string, input: Input): Promise<Result> {
    return (await this.#threads).call<Input, Result>(name, input);
  }

  /** Starts the threads before they are needed. */
  warmUp(): void {
    void this.#threads;
  }

  /** Resolves once a thread runs. Rejects with the cause when none can. */
  async start(): Promise<void> {
    const threads = await this.#threads;
    await new Promise<void>((resolve, reject) => {
      // A thread that fails to start does not reject a call: Piscina emits an event instead.
      threads.onError(reject);
      threads.call<undefined, void>('wake', undefined).then(resolve, reject);
    });
  }

  /** Has each worker prove that the image library works. Rejects with the cause when it does not work or cannot be loaded. */
  async prove(): Promise<LibraryVersions> {
    const one = () => this.#call<undefined, LibraryVersions>('prove', undefined);
    const [library] = await Promise.all(Array.from({ length: this.options.workers }, one));
    return library as LibraryVersions;
  }

  /** Has the workers read headers, two batches in each of them. */
  get probing(): ProbingElsewhere {
    return { probe: (batch) => this.#call('probe', batch), atOnce: 2 * this.options.workers };
  }

  /** Has a worker try a recipe on one image. */
  preview(request: PreviewRequest): Promise<PreviewFiles> {
    return this.#call('preview', request);
  }

  /** Has a worker make a thumbnail. Resolves with the size of the whole image. */
  thumbnail(request: ThumbnailRequest): Promise<PixelSize> {
    return this.#call('thumbnail', request);
  }

  /** Has a worker try a recipe on some tasks, without writing anything. */
  estimate(chunk: ImageChunk): Promise<Estimate> {
    return this.#call('estimate', chunk);
  }

  /** Digests small files before a run begins, for some seconds at most. Files that are left are for the run. */
  readEarly(setup: InspectSetup, tasks: readonly InspectTask[], context: ReadContext): Promise<void> {
    const inThread = (chunk: InspectChunk) => this.#call<InspectChunk, EarlyResult>('readEarly', chunk);
    return readEarly(setup, tasks, {
      ...context,
      ...this.options,
      // That takes less time than starting a thread.
      read: !this.#pool && areFew(tasks) ? (chunk) => readHere(chunk, this.#board) : inThread,
      ended: (result) => {
        this.#noteEarly(result);
        if (result.digested) context.digested(result.digested);
      },
      log: (line) => this.events.log(line),
    });
  }

  /** Has threads look at files and digest the small ones, as {@link readEarly} does. @returns the indexes of files that are left */
  scanEarly(setup: InspectSetup, files: NumberedPaths, context: ScanContext): Promise<number[]> {
    return scanEarly(setup, files, {
      ...context,
      ...this.options,
      read: (chunk) => this.#call<PathChunk, ScannedPaths>('scanPaths', chunk),
      ended: (result) => {
        this.#noteEarly(result);
        return context.scanned(result);
      },
      log: (line) => this.events.log(line),
    });
  }

  #noteEarly({ remark, hashed }: Pick<ChunkResult, 'remark' | 'hashed'>): void {
    if (remark !== undefined) this.#logOnce(remark);
    if (hashed.length > 0) this.events.hashed(hashed);
  }

  /** Prepares for the tasks of a run. */
  begin(setup: AnySetup): void {
    this.#setup = setup;
    this.#setupJson = isInspection(setup) ? '' : toJson(setup);
    this.#memoryBudget = setup.memoryBudget ?? this.options.memoryBudget();
    this.#board.reset();
  }

  /** Changes the memory budget of the run. Tasks in progress go on. */
  limitMemory(bytes: number): void {
    this.#memoryBudget = bytes;
    this.#dispatch();
  }

  /** Appends tasks. They are processed in this order. */
  add(tasks: readonly QueuedTask[]): void {
    this.#waiting.push(...tasks);
    this.#dispatch();
  }

  get busy(): boolean {
    return this.#inProgress.size > 0 || this.#waiting.length > 0;
  }

  status(): WorkerStatus[] {
    return this.#board.read(processClock());
  }

  /** Drops the waiting tasks. Resolves when those in progress have ended. */
  async cancel(): Promise<void> {
    this.#waiting.length = 0;
    this.#board.cancel();
    await Promise.all(this.#inProgress);
  }

  /** @param others chunks in progress */
  #fits(task: QueuedTask, setup: AnySetup, others: number): boolean {
    if (others === 0) return true;
    // Files that are only read take one buffer, whatever their size.
    if (isInspection(setup) && !decodesImages(setup.inspection)) return !setup.sequential;
    return this.#bytesInProgress + task.cost <= this.#memoryBudget;
  }

  #dispatch(): void {
    const { workers } = this.options;
    const setup = this.#setup;
    if (!setup) return;
    const limits = isInspection(setup) && !decodesImages(setup.inspection) ? fileLimits : imageLimits;
    const chunks: AdmittedChunk[] = [];
    const fits = (task: QueuedTask) => this.#fits(task, setup, this.#inProgress.size + chunks.length);
    while (this.#waiting[0] && this.#lanesTaken < workers * lanesPerWorker && fits(this.#waiting[0]))
      chunks.push(this.#admit(takeChunk(this.#waiting, workers, limits), limits));
    if (chunks.length > 0) this.events.taken(chunks.flatMap(({ tasks }) => tasks.map(({ id }) => id)));
    const alone = chunks.length === 1 && this.#inProgress.size === 0 && this.#waiting.length === 0;
    for (const chunk of chunks) this.#start(chunk, setup, alone);
  }

  /** Dispatches once for all workers that answer at the same time: with 64 of them, the messages for each chunk would be the limit. */
  #dispatchSoon(): void {
    this.#dispatching ??= setImmediate(() => {
      this.#dispatching = undefined;
      this.#dispatch();
    });
  }

  #admit(tasks: readonly QueuedTask[], limits: ChunkLimits): AdmittedChunk {
    const bytes = tasks.reduce((sum, { cost }) => sum + cost, 0);
    const lanes = lanesOf(tasks[0] as QueuedTask, limits);
    this.#bytesInProgress += bytes;
    this.#lanesTaken += lanes;
    return { tasks, bytes, lanes };
  }

  /** @param alone whether no other file is processed or waits */
  #start({ tasks, bytes, lanes }: AdmittedChunk, setup: AnySetup, alone: boolean): void {
    const running: Promise<void> = this.#run(tasks, setup, alone).then((ended) => {
      this.#inProgress.delete(running);
      this.#bytesInProgress -= bytes;
      this.#lanesTaken -= lanes;
      this.events.finished(ended);
      this.#dispatchSoon();
    });
    this.#inProgress.add(running);
  }

  /** Logs a remark once, although every thread makes it. */
  #logOnce(remark: string): void {
    if (this.#remarks.has(remark)) return;
    this.#remarks.add(remark);
    this.events.log(remark);
  }

  async #run(tasks: readonly QueuedTask[], setup: AnySetup, alone: boolean): Promise<EndedChunk> {
    const chunk: Chunk = isInspection(setup)
      ? { setup, files: packEntries(tasks as readonly InspectTask[]), alone }
      : { setup: this.#setupJson, tasks: (tasks as readonly SentTask[]).map(({ task }) => task) };
    try {
      const result = await this.#call<Chunk, ChunkResult>('default', chunk);
      for (const error of result.errors) this.events.log(error);
      if (result.remark !== undefined) this.#logOnce(result.remark);
      if (result.hashed.length > 0) this.events.hashed(result.hashed);
      return result;
    } catch (error) {
      this.events.log(String((error as Error).stack));
      return { outcomes: tasks.map(lostOutcome) };
    }
  }
}

/** The outcome of a task whose thread failed. */
function lostOutcome(queued: QueuedTask): Outcome {
  const task = 'task' in queued ? fromJson(queued.task) : queued;
  const message = l10n.t('The worker thread stopped unexpectedly during this file. The log has details.');
  return outcomeOf(task, { status: 'failed', code: 'crashed', message });
}
