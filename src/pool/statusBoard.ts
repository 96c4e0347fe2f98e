import type { WorkerStatus } from '../shared/run/run';

/**
 * The tasks of each worker thread, in memory that the threads and the pool process share. The threads write when a task starts,
 * makes progress and ends; the process reads a few times a second. No message is needed.
 */

/** Name of the board in the environment data of the threads. */
export const boardKey = 'assetmill.board';

/** Cells at the start of the board. */
const boardCell = { lanes: 0, canceled: 1, outputs: 2, paused: 3, canceledTasks: 4 } as const;
/** Cells after these, which hold the ids, plus 1, of the tasks that were canceled last. A task that is pushed out is ended with its process. */
const canceledIds = 8;
/** Cells of a worker, before those of its lanes; 0 is no thread. Times are ms since the process started, which fit into 32 bits for 24 days. */
const workerCell = { files: 0, busyMs: 1, busySince: 2, thread: 3 } as const;
/** Cells of a lane, which holds one task: its id plus 1 (0 is a free lane), its start, its signs of progress, and the KiB read of its file. */
const laneCell = { task: 0, since: 1, signs: 2, kibibytes: 3 } as const;

/** The count of bytes read stops here, at 2 TiB. */
const maxKibibytes = 2 ** 31 - 1;

const headCells = Object.keys(boardCell).length + canceledIds;
const workerCells = Object.keys(workerCell).length;
const laneCells = Object.keys(laneCell).length;

export class StatusBoard {
  readonly #cells: Int32Array;

  constructor(readonly buffer: SharedArrayBuffer) {
    this.#cells = new Int32Array(buffer);
  }

  /** @param lanes tasks that a worker may have in progress at a time */
  static create(workers: number, lanes: number): StatusBoard {
    const cells = headCells + workers * (workerCells + lanes * laneCells);
    const board = new StatusBoard(new SharedArrayBuffer(cells * Int32Array.BYTES_PER_ELEMENT));
    board.#cells[boardCell.lanes] = lanes;
    return board;
  }

  get #lanes(): number {
    return this.#cells[boardCell.lanes] as number;
  }

  get workers(): number {
    return (this.#cells.length - headCells) / (workerCells + this.#lanes * laneCells);
  }

  /** The number of a worker thread, which is free. Called once by each of them. @param thread its id, above 0 */
  claim(thread: number): number {
    for (let worker = 0; worker < this.workers; worker += 1)
      if (Atomics.compareExchange(this.#cells, this.#at(worker, 'thread'), 0, thread) === 0) return worker;
    return 0;
  }

  /** Frees the numbers of threads that have ended, and whatever they had in progress. @param running ids of the others */
  releaseEnded(running: readonly number[]): void {
    for (let worker = 0; worker < this.workers; worker += 1) {
      const thread = this.#load(this.#at(worker, 'thread'));
      if (thread === 0 || running.includes(thread)) continue;
      for (let index = 0; index < this.#lanes; index += 1) Atomics.store(this.#cells, this.#atLane(worker, index, 'task'), 0);
      Atomics.store(this.#cells, this.#at(worker, 'thread'), 0);
    }
  }

  #at(worker: number, name: keyof typeof workerCell): number {
    return headCells + worker * (workerCells + this.#lanes * laneCells) + workerCell[name];
  }

  #atLane(worker: number, index: number, name: keyof typeof laneCell): number {
    return this.#at(worker, 'files') + workerCells + index * laneCells + laneCell[name];
  }

  #load(at: number): number {
    return Atomics.load(this.#cells, at);
  }

  /** The tasks that a worker has in progress. */
  #inProgress(worker: number): { task: number; since: number; signs: number; kibibytes: number }[] {
    return Array.from({ length: this.#lanes }, (_, index) => ({
      task: this.#load(this.#atLane(worker, index, 'task')) - 1,
      since: this.#load(this.#atLane(worker, index, 'since')),
      signs: this.#load(this.#atLane(worker, index, 'signs')),
      kibibytes: this.#load(this.#atLane(worker, index, 'kibibytes')),
    })).filter(({ task }) => task >= 0);
  }

  /** Whether a worker has no task in progress. Called twice for each file, so it creates no lists. */
  #isIdle(worker: number): boolean {
    for (let index = 0; index < this.#lanes; index += 1) if (this.#load(this.#atLane(worker, index, 'task')) !== 0) return false;
    return true;
  }

  #laneOf(worker: number, value: number): number {
    for (let index = 0; index < this.#lanes; index += 1) if (this.#load(this.#atLane(worker, index, 'task')) === value) return index;
    return 0;
  }

  /** Called by the worker itself. */
  started(worker: number, task: number, nowMs: number): void {
    if (this.#isIdle(worker)) Atomics.store(this.#cells, this.#at(worker, 'busySince'), nowMs);
    const free = this.#laneOf(worker, 0);
    Atomics.store(this.#cells, this.#atLane(worker, free, 'since'), nowMs);
    Atomics.store(this.#cells, this.#atLane(worker, free, 'kibibytes'), 0);
    Atomics.store(this.#cells, this.#atLane(worker, free, 'task'), task + 1);
  }

  /** Passes the lane of a task on to the next one, which starts now. It counts nothing. @returns how to pass it on again */
  relay(worker: number, task: number): (next: number, nowMs: number) => void {
    const cells = this.#cells;
    const lane = this.#laneOf(worker, task + 1);
    const [taskAt, sinceAt] = [this.#atLane(worker, lane, 'task'), this.#atLane(worker, lane, 'since')];
    return (next, nowMs) => {
      Atomics.store(cells, sinceAt, nowMs);
      Atomics.store(cells, taskAt, next + 1);
    };
  }

  /** Records progress of a task. Called by the worker itself. @param bytesRead bytes of its file that were read so far */
  progressed(worker: number, task: number, bytesRead = 0): void {
    const at = this.#laneOf(worker, task + 1);
    Atomics.add(this.#cells, this.#atLane(worker, at, 'signs'), 1);
    Atomics.store(this.#cells, this.#atLane(worker, at, 'kibibytes'), Math.min(Math.floor(bytesRead / 1024), maxKibibytes));
  }

  /** Signals the workers to end the tasks that can be interrupted. */
  cancel(): void {
    Atomics.store(this.#cells, boardCell.canceled, 1);
  }

  get canceled(): boolean {
    return this.#load(boardCell.canceled) !== 0;
  }

  /** Signals the workers to start no further task. */
  set paused(paused: boolean) {
    Atomics.store(this.#cells, boardCell.paused, Number(paused));
  }

  get paused(): boolean {
    return this.#load(boardCell.paused) !== 0;
  }

  #canceledAt(index: number): number {
    return boardCell.canceledTasks + 1 + (index % canceledIds);
  }

  /** Signals the worker of a task to end it where it can be interrupted. */
  cancelTask(task: number): void {
    Atomics.store(this.#cells, this.#canceledAt(this.#load(boardCell.canceledTasks)), task + 1);
    Atomics.add(this.#cells, boardCell.canceledTasks, 1);
  }

  /** Whether a task was canceled by itself. Called for each file, so it costs one look where none was. */
  isTaskCanceled(task: number): boolean {
    const count = Math.min(this.#load(boardCell.canceledTasks), canceledIds);
    for (let index = 0; index < count; index += 1) if (this.#load(this.#canceledAt(index)) === task + 1) return true;
    return false;
  }

  /** Counts an output as in progress, in any thread. */
  outputStarted(): void {
    Atomics.add(this.#cells, boardCell.outputs, 1);
  }

  outputEnded(): void {
    Atomics.sub(this.#cells, boardCell.outputs, 1);
  }

  /** Outputs in progress in all threads. */
  get outputs(): number {
    return this.#load(boardCell.outputs);
  }

  /** Called by the worker itself. */
  ended(worker: number, task: number, nowMs: number): void {
    Atomics.store(this.#cells, this.#atLane(worker, this.#laneOf(worker, task + 1), 'task'), 0);
    Atomics.add(this.#cells, this.#at(worker, 'files'), 1);
    if (this.#isIdle(worker)) {
      Atomics.add(this.#cells, this.#at(worker, 'busyMs'), nowMs - this.#load(this.#at(worker, 'busySince')));
    }
  }

  /** Resets the counts, a pause, and what was canceled, for a new run. */
  reset(): void {
    Atomics.store(this.#cells, boardCell.canceled, 0);
    Atomics.store(this.#cells, boardCell.paused, 0);
    Atomics.store(this.#cells, boardCell.canceledTasks, 0);
    // A thread that ended unexpectedly counts nothing down.
    Atomics.store(this.#cells, boardCell.outputs, 0);
    for (let worker = 0; worker < this.workers; worker += 1) {
      Atomics.store(this.#cells, this.#at(worker, 'files'), 0);
      Atomics.store(this.#cells, this.#at(worker, 'busyMs'), 0);
    }
  }

  /** The status of each worker, with its oldest task: one that hangs is reported whatever else the worker does. */
  read(nowMs: number): WorkerStatus[] {
    return Array.from({ length: this.workers }, (_, worker) => {
      const inProgress = this.#inProgress(worker);
      const [oldest] = inProgress.sort((a, b) => a.since - b.since);
      return {
        worker,
        task: oldest?.task ?? -1,
        signs: oldest?.signs ?? 0,
        bytesRead: inProgress.reduce((sum, { kibibytes }) => sum + kibibytes, 0) * 1024,
        files: this.#load(this.#at(worker, 'files')),
        busyMs: this.#load(this.#at(worker, 'busyMs')) + (oldest ? Math.max(0, nowMs - this.#load(this.#at(worker, 'busySince'))) : 0),
      };
    });
  }
}

/** A clock that all threads of the process share, in whole ms. */
export function processClock(): number {
  return Math.round(process.uptime() * 1000);
}
