import { LockFiles } from './lockFile';
import { ResultIndex } from './resultIndex';

/** Asks for the state of many files, a batch at a time, in a worker thread: two calls of the file system for each take longer than everything else. */

/** Some sources with the keys of their recipes, in columns. */
export interface UpToDateBatch {
  /** Tells plans apart, since the records change from one to the next. */
  readonly plan: string;
  /** Folder of the records. */
  readonly store: string;
  readonly paths: readonly string[];
  readonly keys: readonly string[];
  /** The index of each source's key. */
  readonly keyOf: Uint32Array<ArrayBuffer>;
}

/** What the batches of one plan share. */
interface KnownFiles {
  readonly plan: string;
  readonly index: ResultIndex;
  readonly locks: LockFiles;
}

/** For each source, its size in bytes if its outputs are up to date, or -1. */
export function sizesIn(index: ResultIndex, locks: LockFiles, { paths, keys, keyOf }: UpToDateBatch): Float64Array<ArrayBuffer> {
  return Float64Array.from(paths, (path, at) => {
    const key = keys[keyOf[at] as number] as string;
    return index.upToDateSize(path, key) ?? locks.upToDateSize(path, key) ?? -1;
  });
}

let known: KnownFiles | undefined;

/** {@link sizesIn} with the records of this thread. */
export function upToDateSizes(batch: UpToDateBatch): Float64Array<ArrayBuffer> {
  const { plan, store } = batch;
  if (known?.plan !== plan) known = { plan, index: new ResultIndex(store), locks: new LockFiles() };
  return sizesIn(known.index, known.locks, batch);
}
