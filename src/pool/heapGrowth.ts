import { setFlagsFromString } from 'node:v8';

/** So many files make the difference of some 10 MB. */
const manyFiles = 20_000;

/**
 * How far the heap of this process grows before V8 looks for garbage: by default, to a multiple of what is in use. While 100,000
 * files are planned and recorded that takes 90 MB more than growing by 30%. The flag holds for the worker threads, too, and costs
 * them a tenth of their time, so it is not set while they process files.
 */
export class HeapGrowth {
  #hasMany = false;

  /** @param files of the plan */
  planning(files: number): void {
    this.#hasMany = files >= manyFiles;
    if (this.#hasMany) this.tighten();
    else this.relax();
  }

  /** Grows by little if the last plan had many files. */
  tighten(): void {
    if (this.#hasMany) setFlagsFromString('--heap-growing-percent=30');
  }

  /** Grows as V8 does by default. */
  relax(): void {
    setFlagsFromString('--heap-growing-percent=0');
  }
}
