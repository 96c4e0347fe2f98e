import { linkOf } from '../../shared/duplicates/grouping';
import type { InspectEntry, InspectTask } from '../../shared/run/inspection';
import type { DigestedFiles } from '../../shared/run/packedMessages';
import { digestAt, type ReadFiles, taskAt } from '../../shared/run/readFiles';

/** Leaves out files that are unique, by their size or, where all files of that size have been read, by their BLAKE3 digest. */

/** Tells which values occur more than once. */
class Repeated<Value> {
  readonly #once = new Set<Value>();
  readonly values = new Set<Value>();

  add(value: Value): void {
    if (this.#once.has(value)) this.values.add(value);
    else this.#once.add(value);
  }
}

export function isTask(entry: InspectEntry): entry is InspectTask {
  return !('status' in entry);
}

/** The sizes of several files, without that of empty files. @param read files that have been read, apart from the entries */
export function sharedSizes(entries: readonly InspectEntry[], read: readonly ReadFiles[]): ReadonlySet<number> {
  const sizes = new Repeated<number>();
  for (const entry of entries) if (isTask(entry) && entry.bytes > 0) sizes.add(entry.bytes);
  for (const { bytes } of read) for (let index = 0; index < bytes.length; index += 1) sizes.add(bytes[index] as number);
  return sizes.values;
}

/** BLAKE3 by the id of a file. */
function digestsById(entries: readonly InspectEntry[], digested: readonly DigestedFiles[]): Map<number, string> {
  const digests = new Map<number, string>();
  for (const entry of entries) if (isTask(entry) && entry.known?.blake3 !== undefined) digests.set(entry.id, entry.known.blake3);
  for (const files of digested)
    for (let index = 0; index < files.ids.length; index += 1) digests.set(files.ids[index] as number, digestAt(files, 'blake3', index));
  return digests;
}

/** A file that was read, as a task that tells which file of its disk it is. */
function linkedTask(files: ReadFiles, source: string, index: number): InspectTask {
  const { devs, inos } = files.links ?? {};
  const link = devs && inos && linkOf({ dev: devs[index] as bigint, ino: inos[index] as bigint });
  return { ...taskAt(files, source, index), ...(link !== undefined && { link }) };
}

/**
 * The entries without unique files, with the digests of those that have been read, in the order of their ids. Empty files stay, and
 * so does whatever is not read.
 * @param digested entries that have been read, by their ids
 * @param read further files, which have been read
 */
export function possibleDuplicates(
  entries: readonly InspectEntry[],
  digested: readonly DigestedFiles[],
  read: readonly ReadFiles[] = [],
): InspectEntry[] {
  const sizes = sharedSizes(entries, read);
  const digests = digestsById(entries, digested);
  const unread = new Set<number>();
  const repeated = new Repeated<string>();
  for (const entry of entries) {
    if (!isTask(entry)) continue;
    const digest = digests.get(entry.id);
    if (digest === undefined) unread.add(entry.bytes);
    else repeated.add(digest);
  }
  for (const files of read) for (let index = 0; index < files.ids.length; index += 1) repeated.add(digestAt(files, 'blake3', index));
  const isPossible = (bytes: number, digest: string | undefined) =>
    sizes.has(bytes) && (unread.has(bytes) || (digest !== undefined && repeated.values.has(digest)));
  const left = entries.flatMap((entry): InspectEntry[] => {
    if (!isTask(entry) || entry.bytes === 0) return [entry];
    const blake3 = digests.get(entry.id);
    if (!isPossible(entry.bytes, blake3)) return [];
    return [blake3 === undefined ? entry : { ...entry, known: { blake3 } }];
  });
  if (read.length === 0) return left;
  for (const files of read) {
    const sources = files.sources.split('\0');
    for (let index = 0; index < files.ids.length; index += 1)
      if (isPossible(files.bytes[index] as number, digestAt(files, 'blake3', index)))
        left.push(linkedTask(files, sources[index] as string, index));
  }
  return left.sort((a, b) => a.id - b.id);
}
