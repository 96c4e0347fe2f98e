import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { FileGroup, HashedImage } from './fileGroup';
import { type FromGrouping, type GroupingData, type ToGrouping, unpackGroups } from './groupingMessages';
import { filesOfGroup, type SimilarityOptions } from './similarGroups';

/** Images and groups handled at a time: a few ms of work. */
const itemsPerSlice = 500;

/** A request that waits for its answer. */
interface GroupingRequest {
  readonly number: number;
  resolve(packed: Int32Array | undefined): void;
  reject(error: Error): void;
}

/**
 * Groups similar images in its own thread, since that takes seconds for 100,000 of them. A new request abandons the one before.
 */
export class SimilarityGrouping {
  readonly #newest = new Int32Array(new SharedArrayBuffer(4));
  readonly #thread: Worker;
  readonly #sent: Promise<void>;
  #request: GroupingRequest | undefined;
  #disposed = false;
  /** The error that ended the thread. */
  #threadError: Error | undefined;

  /** @param threadFile bundle of the thread */
  constructor(
    threadFile: string,
    readonly images: readonly HashedImage[],
  ) {
    this.#thread = new Worker(threadFile, { workerData: { newest: this.#newest.buffer } satisfies GroupingData });
    this.#thread.on('message', ({ request, packed }: FromGrouping) => this.#answered(request, packed));
    this.#thread.on('error', (error: Error) => {
      this.#threadError = error;
      this.#request?.reject(error);
    });
    // The thread must not keep the process from exiting.
    this.#thread.unref();
    this.#sent = this.#send();
  }

  async #send(): Promise<void> {
    for (let from = 0; from < this.images.length && !this.#disposed; from += itemsPerSlice) {
      this.#post({ add: this.images.slice(from, from + itemsPerSlice) });
      await setImmediate();
    }
  }

  #post(message: ToGrouping): void {
    this.#thread.postMessage(message);
  }

  #answered(number: number, packed: Int32Array | undefined): void {
    if (this.#request?.number !== number) return;
    this.#request.resolve(packed);
    this.#request = undefined;
  }

  /**
   * Groups the images.
   * @returns the groups, those that could save most first; undefined when a newer request replaced this one
   * @throws the error of the thread
   */
  async group(options: SimilarityOptions): Promise<FileGroup[] | undefined> {
    if (this.#threadError) throw this.#threadError;
    const number = Atomics.add(this.#newest, 0, 1) + 1;
    this.#request?.resolve(undefined);
    const answer = new Promise<Int32Array | undefined>((resolve, reject) => {
      this.#request = { number, resolve, reject };
    });
    void this.#sent.then(() => this.#request?.number === number && this.#post({ request: number, options }));
    const packed = await answer;
    return packed && this.#filesOf(packed, number);
  }

  async #filesOf(packed: Int32Array, number: number): Promise<FileGroup[] | undefined> {
    const groups: FileGroup[] = [];
    for (const group of unpackGroups(packed)) {
      groups.push(filesOfGroup(this.images, group));
      if (groups.length % itemsPerSlice === 0) await setImmediate();
      if (this.#newest[0] !== number) return undefined;
    }
    return groups;
  }

  dispose(): void {
    this.#disposed = true;
    Atomics.add(this.#newest, 0, 1);
    this.#request?.resolve(undefined);
    this.#request = undefined;
    void this.#thread.terminate();
  }
}
