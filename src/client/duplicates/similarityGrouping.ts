import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type FromGrouping, type GroupingData, type ToGrouping, unpackGroups } from './groupingMessages';
import type { FileGroup, HashedImage } from './searchDuplicates';
import { filesAt, type SimilarityOptions } from './similarGroups';

/** Images and groups handled at a time: a few ms of work. */
const slice = 500;

/** A wish that an answer is waited for. */
interface Wish {
  readonly number: number;
  resolve(packed: Int32Array | undefined): void;
  reject(error: Error): void;
}

/** Groups images in a thread of its own: of 100,000 that takes seconds. The newest wish counts, older ones are given up. */
export class Grouping {
  readonly #newest = new Int32Array(new SharedArrayBuffer(4));
  readonly #thread: Worker;
  readonly #sent: Promise<void>;
  #wish: Wish | undefined;
  #disposed = false;
  /** What ended the thread. */
  #broken: Error | undefined;

  /** @param threadFile bundle of the thread */
  constructor(
    threadFile: string,
    readonly images: readonly HashedImage[],
  ) {
    this.#thread = new Worker(threadFile, { workerData: { newest: this.#newest.buffer } satisfies GroupingData });
    this.#thread.on('message', ({ wish, packed }: FromGrouping) => this.#settle(wish, packed));
    this.#thread.on('error', (error: Error) => {
      this.#broken = error;
      this.#wish?.reject(error);
    });
    // It keeps nobody from ending.
    this.#thread.unref();
    this.#sent = this.#send();
  }

  async #send(): Promise<void> {
    for (let from = 0; from < this.images.length && !this.#disposed; from += slice) {
      this.#post({ add: this.images.slice(from, from + slice) });
      await setImmediate();
    }
  }

  #post(message: ToGrouping): void {
    this.#thread.postMessage(message);
  }

  #settle(number: number, packed: Int32Array | undefined): void {
    if (this.#wish?.number !== number) return;
    this.#wish.resolve(packed);
    this.#wish = undefined;
  }

  /**
   * The groups, those first that could save most; undefined when another wish came after this one.
   * @throws what went wrong in the thread
   */
  async group(options: SimilarityOptions): Promise<FileGroup[] | undefined> {
    if (this.#broken) throw this.#broken;
    const number = Atomics.add(this.#newest, 0, 1) + 1;
    this.#wish?.resolve(undefined);
    const answer = new Promise<Int32Array | undefined>((resolve, reject) => {
      this.#wish = { number, resolve, reject };
    });
    void this.#sent.then(() => this.#wish?.number === number && this.#post({ wish: number, options }));
    const packed = await answer;
    return packed && this.#filesOf(packed, number);
  }

  async #filesOf(packed: Int32Array, number: number): Promise<FileGroup[] | undefined> {
    const groups: FileGroup[] = [];
    for (const group of unpackGroups(packed)) {
      groups.push(filesAt(this.images, group));
      if (groups.length % slice === 0) await setImmediate();
      if (this.#newest[0] !== number) return undefined;
    }
    return groups;
  }

  dispose(): void {
    this.#disposed = true;
    Atomics.add(this.#newest, 0, 1);
    this.#wish?.resolve(undefined);
    this.#wish = undefined;
    void this.#thread.terminate();
  }
}
