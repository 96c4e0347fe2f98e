import { setImmediate } from 'node:timers/promises';

/** Hears how many of the files found were looked at; called often. */
export type OnScanned = (files: number, found: number) => void;

/** Files that are looked at at a time. */
const lanes = 4;
/** Files that are looked at before other messages get their turn. */
const filesPerTurn = 32;

/**
 * Looks at all files, a few at a time; gives other messages their turn, so that cancel is heard.
 * @param look never rejects
 * @returns what was seen, in the order of the files
 * @throws the signal's reason
 */
export async function mapConcurrently<File, Seen>(
  files: readonly File[],
  look: (file: File) => Seen | Promise<Seen>,
  signal: AbortSignal,
  onScanned: OnScanned,
): Promise<Seen[]> {
  const seen = new Array<Seen>(files.length);
  let next = 0;
  const lane = async () => {
    while (next < files.length && !signal.aborted) {
      const index = next++;
      seen[index] = await look(files[index] as File);
      if (index % filesPerTurn !== 0) continue;
      onScanned(index, files.length);
      await setImmediate();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  signal.throwIfAborted();
  return seen;
}
