import type { WorkerStatus } from '../shared/run';

/**
 * What each worker thread is on, in memory that the threads and the pool process share: the threads write when a task
 * starts and ends, the process looks a few times a second. No message is sent for it.
 */

/** Cells of a worker. Times are ms since the process started, which fit 32 bits for 24 days. */
const cell = { task: 0, files: 1, active: 2, busyMs: 3, busySince: 4 } as const;
const cellsPerWorker = Object.keys(cell).length;
/** The first cell counts the workers that have taken a number. */
const headCells = 1;

export class StatusBoard {
  readonly #cells: Int32Array;

  constructor(readonly buffer: SharedArrayBuffer) {
    this.#cells = new Int32Array(buffer);
  }

  static create(workers: number): StatusBoard {
    return new StatusBoard(new SharedArrayBuffer((headCells + workers * cellsPerWorker) * Int32Array.BYTES_PER_ELEMENT));
  }

  get workers(): number {
    return (this.#cells.length - headCells) / cellsPerWorker;
  }

  /** Gives a worker thread its number. */
  claim(): number {
    return Atomics.add(this.#cells, 0, 1) % this.workers;
  }

  #at(worker: number, name: keyof typeof cell): number {
    return headCells + worker * cellsPerWorker + cell[name];
  }

  #get(worker: number, name: keyof typeof cell): number {
    return Atomics.load(this.#cells, this.#at(worker, name));
  }

  #set(worker: number, name: keyof typeof cell, value: number): void {
    Atomics.store(this.#cells, this.#at(worker, name), value);
  }

  /** Called by the worker itself. */
  started(worker: number, task: number, nowMs: number): void {
    this.#set(worker, 'task', task);
    if (Atomics.add(this.#cells, this.#at(worker, 'active'), 1) === 0) this.#set(worker, 'busySince', nowMs);
  }

  /** Called by the worker itself. */
  ended(worker: number, nowMs: number): void {
    Atomics.add(this.#cells, this.#at(worker, 'files'), 1);
    if (Atomics.sub(this.#cells, this.#at(worker, 'active'), 1) === 1) {
      Atomics.add(this.#cells, this.#at(worker, 'busyMs'), nowMs - this.#get(worker, 'busySince'));
    }
  }

  /** Sets the shares back to nothing, for a new run. */
  reset(): void {
    for (let worker = 0; worker < this.workers; worker += 1) {
      this.#set(worker, 'files', 0);
      this.#set(worker, 'busyMs', 0);
    }
  }

  read(nowMs: number): WorkerStatus[] {
    return Array.from({ length: this.workers }, (_, worker) => {
      const busy = this.#get(worker, 'active') > 0;
      return {
        worker,
        task: busy ? this.#get(worker, 'task') : -1,
        files: this.#get(worker, 'files'),
        busyMs: this.#get(worker, 'busyMs') + (busy ? Math.max(0, nowMs - this.#get(worker, 'busySince')) : 0),
      };
    });
  }
}

/** The clock that every thread of the process agrees on, in whole ms. */
export function processClock(): number {
  return Math.round(process.uptime() * 1000);
}
