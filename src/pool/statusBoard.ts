import type { WorkerStatus } from '../shared/run/run';

/**
 * What each worker thread is on, in memory that the threads and the pool process share: the threads write when a task
 * starts and ends, the process looks a few times a second. No message is sent for it.
 */

/** Under which name the threads find the board in their environment. */
export const boardKey = 'assetmill.board';

/** Cells at the head of the board. */
const head = { claimed: 0, lanes: 1, canceled: 2 } as const;
/** Cells of a worker, before those of its lanes. Times are ms since the process started, which fit 32 bits for 24 days. */
const cell = { files: 0, busyMs: 1, busySince: 2 } as const;
/** Cells of a lane, one task under way: the task's id and 1, so that 0 is a free lane; when it started; its signs of life; what was read of its file, up to 2 TB. */
const lane = { task: 0, since: 1, signs: 2, kibibytes: 3 } as const;

/** Of larger files no more is told. */
const mostKibibytes = 2 ** 31 - 1;

const headCells = Object.keys(head).length;
const workerCells = Object.keys(cell).length;
const laneCells = Object.keys(lane).length;

export class StatusBoard {
  readonly #cells: Int32Array;

  constructor(readonly buffer: SharedArrayBuffer) {
    this.#cells = new Int32Array(buffer);
  }

  /** @param lanes tasks that a worker may have under way at a time */
  static create(workers: number, lanes: number): StatusBoard {
    const cells = headCells + workers * (workerCells + lanes * laneCells);
    const board = new StatusBoard(new SharedArrayBuffer(cells * Int32Array.BYTES_PER_ELEMENT));
    board.#cells[head.lanes] = lanes;
    return board;
  }

  get #lanes(): number {
    return this.#cells[head.lanes] as number;
  }

  get workers(): number {
    return (this.#cells.length - headCells) / (workerCells + this.#lanes * laneCells);
  }

  /** Gives a worker thread its number. */
  claim(): number {
    return Atomics.add(this.#cells, head.claimed, 1) % this.workers;
  }

  #at(worker: number, name: keyof typeof cell): number {
    return headCells + worker * (workerCells + this.#lanes * laneCells) + cell[name];
  }

  #atLane(worker: number, index: number, name: keyof typeof lane): number {
    return this.#at(worker, 'files') + workerCells + index * laneCells + lane[name];
  }

  #load(at: number): number {
    return Atomics.load(this.#cells, at);
  }

  /** The tasks that a worker has under way, and since when. */
  #underWay(worker: number): { task: number; since: number; signs: number; kibibytes: number }[] {
    return Array.from({ length: this.#lanes }, (_, index) => ({
      task: this.#load(this.#atLane(worker, index, 'task')) - 1,
      since: this.#load(this.#atLane(worker, index, 'since')),
      signs: this.#load(this.#atLane(worker, index, 'signs')),
      kibibytes: this.#load(this.#atLane(worker, index, 'kibibytes')),
    })).filter(({ task }) => task >= 0);
  }

  /** Whether a worker has nothing under way; asked twice for each file, so without lists. */
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

  /** Says that a task gets on: called by the worker itself. @param bytesRead bytes of its file that were read so far */
  touched(worker: number, task: number, bytesRead = 0): void {
    const at = this.#laneOf(worker, task + 1);
    Atomics.add(this.#cells, this.#atLane(worker, at, 'signs'), 1);
    Atomics.store(this.#cells, this.#atLane(worker, at, 'kibibytes'), Math.min(Math.floor(bytesRead / 1024), mostKibibytes));
  }

  /** Has the workers end the tasks that can be ended on the way. */
  cancel(): void {
    Atomics.store(this.#cells, head.canceled, 1);
  }

  get canceled(): boolean {
    return this.#load(head.canceled) !== 0;
  }

  /** Called by the worker itself. */
  ended(worker: number, task: number, nowMs: number): void {
    Atomics.store(this.#cells, this.#atLane(worker, this.#laneOf(worker, task + 1), 'task'), 0);
    Atomics.add(this.#cells, this.#at(worker, 'files'), 1);
    if (this.#isIdle(worker)) {
      Atomics.add(this.#cells, this.#at(worker, 'busyMs'), nowMs - this.#load(this.#at(worker, 'busySince')));
    }
  }

  /** Sets the shares back to nothing, for a new run. */
  reset(): void {
    Atomics.store(this.#cells, head.canceled, 0);
    for (let worker = 0; worker < this.workers; worker += 1) {
      Atomics.store(this.#cells, this.#at(worker, 'files'), 0);
      Atomics.store(this.#cells, this.#at(worker, 'busyMs'), 0);
    }
  }

  /** The share of each worker, and the task that it has longest: one that hangs stays in sight whatever else the worker does. */
  read(nowMs: number): WorkerStatus[] {
    return Array.from({ length: this.workers }, (_, worker) => {
      const underWay = this.#underWay(worker);
      const [oldest] = underWay.sort((a, b) => a.since - b.since);
      return {
        worker,
        task: oldest?.task ?? -1,
        signs: oldest?.signs ?? 0,
        bytesRead: underWay.reduce((sum, { kibibytes }) => sum + kibibytes, 0) * 1024,
        files: this.#load(this.#at(worker, 'files')),
        busyMs: this.#load(this.#at(worker, 'busyMs')) + (oldest ? Math.max(0, nowMs - this.#load(this.#at(worker, 'busySince'))) : 0),
      };
    });
  }
}

/** The clock that every thread of the process agrees on, in whole ms. */
export function processClock(): number {
  return Math.round(process.uptime() * 1000);
}
