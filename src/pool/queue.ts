import { setEnvironmentData } from 'node:worker_threads';
import type { HashedFile } from '../engine/inspect/hashFile';
import { type AnySetup, decodesImages, type InspectSetup, type InspectTask, isInspection } from '../shared/run/inspection';
import type { RunSetup, WorkerStatus } from '../shared/run/run';
import { lanesPerWorker } from '../shared/run/workerLanes';
import { type Json, toJson } from '../shared/values/json';
import type { ChunkResult } from './chunkResult';
import { type ChunkLimits, fileLimits, imageLimits, lanesOf, takeChunk } from './chunks';
import { DoubtfulTasks } from './doubtfulTasks';
import { areFew, type NumberedPaths, type ReadContext, readEarly, readHere, type ScanContext, scanEarly } from './earlyReading';
import type { EarlyResult, InspectChunk } from './fileWork';
import type { PathChunk, ScannedPaths } from './pathScan';
import type { PoolShare } from './poolShare';
import { type AdmittedChunk, chunkOf, lostOutcome, type Manner, type QueuedTask } from './queuedTask';
import { boardKey, processClock, StatusBoard } from './statusBoard';
import type { Chunk } from './worker';
import { WorkerCalls } from './workerCalls';

export interface QueueOptions {
  /** Bundle of the worker thread. */
  readonly workerFile: string;
  readonly workers: number;
  /** Time limit for reading small files while planning, in ms. */
  readonly earlyMs?: number;
}

/** The outcomes of a chunk. */
export type EndedChunk = Pick<ChunkResult, 'outcomes' | 'digested' | 'images' | 'left'>;

export interface QueueEvents {
  /** Called before the tasks reach their worker. */
  taken(ids: readonly number[]): void;
  finished(ended: EndedChunk): void;
  /** Digests of files that were read to their end, for the cache. */
  hashed(files: readonly (readonly [path: string, file: HashedFile])[]): void;
  /** Called when a thread failed, which may have left temp files. */
  threadLost(): void;
  /** Called when no thread is left for what waits, and none can be started. */
  threadsEnded(): void;
  log(line: string): void;
}

/** A queue in front of the threads: cuts tasks into chunks by cost, admits them by memory, and reports their outcomes. */
export class Queue {
  /** The threads behind the queue, for what does not have to wait in it. */
  readonly calls: WorkerCalls;
  readonly #board: StatusBoard;
  readonly #waiting: QueuedTask[] = [];
  readonly #inProgress = new Set<Promise<void>>();
  #setup: AnySetup | undefined;
  /** The setup of a run that processes images, as its workers get it. */
  #setupJson: Json<RunSetup> = '';
  #dispatching: NodeJS.Immediate | undefined;
  /** What may be in progress at a time. */
  #share: PoolShare = { imageBytes: 0, workers: 0 };
  #bytesInProgress = 0;
  #lanesTaken = 0;
  readonly #doubtful = new DoubtfulTasks<QueuedTask>();
  /** Remarks that were logged. */
  readonly #remarks = new Set<string>();

  constructor(
    readonly options: QueueOptions,
    readonly events: QueueEvents,
  ) {
    this.calls = new WorkerCalls(
      options.workerFile,
      options.workers,
      (line) => events.log(line),
      () => events.threadsEnded(),
    );
    this.#board = StatusBoard.create(options.workers, lanesPerWorker);
    // Piscina's own worker data would make every thread load all of Piscina.
    setEnvironmentData(boardKey, this.#board.buffer);
  }

  /** Digests small files before a run begins, for some seconds at most. Files that are left are for the run. */
  readEarly(setup: InspectSetup, tasks: readonly InspectTask[], context: ReadContext): Promise<void> {
    const inThread = (chunk: InspectChunk) => this.calls.call<InspectChunk, EarlyResult>('readEarly', chunk);
    return readEarly(setup, tasks, {
      ...context,
      ...this.options,
      // That takes less time than starting a thread.
      read: !this.calls.areStarted && areFew(tasks) ? (chunk) => readHere(chunk, this.#board) : inThread,
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
      read: (chunk) => this.calls.call<PathChunk, ScannedPaths>('scanPaths', chunk),
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

  /** Prepares for the tasks of a run. @param share what may be in progress at a time */
  begin(setup: AnySetup, share: PoolShare): void {
    this.#setup = setup;
    this.#setupJson = isInspection(setup) ? '' : toJson(setup);
    this.#share = share;
    this.#board.reset();
    this.#doubtful.reset();
  }

  /** Changes what may be in progress at a time. What is in progress goes on. */
  limitMemory(share: PoolShare): void {
    this.#share = share;
    this.#dispatch();
  }

  /** Appends tasks. They are processed in this order. */
  add(tasks: readonly QueuedTask[]): void {
    this.#waiting.push(...tasks);
    this.#dispatch();
  }

  /** Starts no further task. Those in progress end; the rest of their chunks returns to the queue. */
  pause(): void {
    this.#board.paused = true;
  }

  /** Goes on where {@link pause} stopped. */
  resume(): void {
    this.#board.paused = false;
    this.#dispatch();
  }

  get paused(): boolean {
    return this.#board.paused;
  }

  /** Drops a waiting task, or asks its worker to end it early. @returns whether it was waiting */
  cancelTask(id: number): boolean {
    const index = this.#waiting.findIndex((task) => task.id === id);
    if (index >= 0) this.#waiting.splice(index, 1);
    const waited = index >= 0 || this.#doubtful.drop(id);
    if (!waited) this.#board.cancelTask(id);
    return waited;
  }

  get busy(): boolean {
    return this.#inProgress.size > 0 || this.#waiting.length > 0 || this.#doubtful.count > 0;
  }

  status(): WorkerStatus[] {
    return this.#board.read(processClock());
  }

  /** Drops the waiting tasks. Resolves when those in progress have ended. */
  async cancel(): Promise<void> {
    this.#waiting.length = 0;
    this.#doubtful.clear();
    this.#board.cancel();
    await Promise.all(this.#inProgress);
  }

  /** @param others chunks in progress */
  #fits(task: QueuedTask, setup: AnySetup, others: number): boolean {
    if (others === 0) return true;
    // Files that are only read take one buffer, whatever their size.
    if (isInspection(setup) && !decodesImages(setup.inspection)) return !setup.sequential;
    return this.#bytesInProgress + task.cost <= this.#share.imageBytes;
  }

  #dispatch(): void {
    const setup = this.#setup;
    if (!setup || this.paused) return;
    const onlyReads = isInspection(setup) && !decodesImages(setup.inspection);
    const limits = onlyReads ? fileLimits : imageLimits;
    const { workers } = onlyReads ? this.options : this.#share;
    const chunks: AdmittedChunk[] = [];
    const fits = (task: QueuedTask) => this.#fits(task, setup, this.#inProgress.size + chunks.length);
    while (this.#waiting[0] && this.#lanesTaken < workers * lanesPerWorker && fits(this.#waiting[0]))
      chunks.push(this.#admit(takeChunk(this.#waiting, workers, limits), limits));
    if (chunks.length > 0) this.events.taken(chunks.flatMap(({ tasks }) => tasks.map(({ id }) => id)));
    const alone = chunks.length === 1 && this.#inProgress.size === 0 && this.#waiting.length === 0;
    for (const chunk of chunks) this.#start(chunk, setup, { alone, isFinal: false });
    if (this.#waiting.length === 0) this.#judgeAgain(setup, limits, workers);
  }

  /** Judges doubtful files again once nothing else is in progress: one at a time, as long as that does not take too long. */
  #judgeAgain(setup: AnySetup, limits: ChunkLimits, workers: number): void {
    const mayStart = () => (this.#doubtful.goAlone ? this.#inProgress.size === 0 : this.#lanesTaken < workers * lanesPerWorker);
    while (this.#doubtful.count > 0 && mayStart()) {
      const alone = this.#doubtful.goAlone;
      const task = this.#doubtful.take() as QueuedTask;
      if (this.#inProgress.size > 0 && !this.#fits(task, setup, this.#inProgress.size)) {
        this.#doubtful.putBack(task);
        return;
      }
      this.#start(this.#admit([task], limits), setup, { alone, isFinal: true });
    }
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

  #start({ tasks, bytes, lanes }: AdmittedChunk, setup: AnySetup, manner: Manner): void {
    const running: Promise<void> = this.#run(tasks, setup, manner).then((ended) => {
      this.#inProgress.delete(running);
      this.#bytesInProgress -= bytes;
      this.#lanesTaken -= lanes;
      if (ended.left && !this.#board.canceled) this.#waiting.unshift(...tasks.slice(-ended.left));
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

  async #run(tasks: readonly QueuedTask[], setup: AnySetup, manner: Manner): Promise<EndedChunk> {
    const chunk = chunkOf(tasks, setup, { ...manner, json: this.#setupJson });
    try {
      const result = await this.#carryOut(chunk, setup, manner);
      if (result.doubtful && !this.#board.canceled) this.#doubtful.add(tasks, result.doubtful);
      for (const error of result.errors) this.events.log(error);
      if (result.remark !== undefined) this.#logOnce(result.remark);
      if (result.hashed.length > 0) this.events.hashed(result.hashed);
      return result;
    } catch (error) {
      // A thread can throw anything.
      this.events.log(String((error as Partial<Error> | undefined)?.stack ?? error));
      this.#board.releaseEnded(this.calls.threadIds);
      this.events.threadLost();
      if (manner.alone && manner.isFinal) return { outcomes: tasks.map((task) => lostOutcome(task, error)) };
      // Any file in the thread may be the cause, so each is tried alone. None has told its outcome yet.
      if (!this.#board.canceled) this.#doubtful.addLost(tasks);
      return { outcomes: [] };
    }
  }

  async #carryOut(chunk: Chunk, setup: AnySetup, { alone, isFinal }: Manner): Promise<ChunkResult> {
    const call = () => this.calls.call<Chunk, ChunkResult>('default', chunk);
    if (isInspection(setup) && !decodesImages(setup.inspection)) return call();
    if (!isFinal || !alone) return this.calls.gate.together(call);
    return this.calls.gate.alone(async () => {
      const started = performance.now();
      const result = await call();
      this.#doubtful.spent(performance.now() - started);
      return result;
    });
  }
}
