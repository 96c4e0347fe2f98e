import { setImmediate } from 'node:timers/promises';

/** Called often, with the number of files processed and the number of files found. */
export type OnScanned = (files: number, found: number) => void;

/** Number of files processed at a time. */
const concurrency = 4;
/** Number of files after which the event loop gets a turn. */
const filesPerTick = 32;

/**
 * Maps files, a few at a time. The event loop gets a turn in between, so that a cancel arrives.
 * @param map must not reject
 * @returns the results in the order of the files
 * @throws the signal's reason
 */
export async function mapConcurrently<File, Result>(
  files: readonly File[],
  map: (file: File) => Result | Promise<Result>,
  signal: AbortSignal,
  onScanned: OnScanned,
): Promise<Result[]> {
  const results = new Array<Result>(files.length);
  let next = 0;
  const lane = async () => {
    while (next < files.length && !signal.aborted) {
      const index = next++;
      const result = map(files[index] as File);
      // Awaiting unnecessarily costs as much as a call of the file system.
      results[index] = result instanceof Promise ? await result : result;
      if (index % filesPerTick !== 0) continue;
      onScanned(index, files.length);
      await setImmediate();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  signal.throwIfAborted();
  return results;
}
