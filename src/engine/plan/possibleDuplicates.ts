import { algorithmTraits } from '../../shared/checksums/digestAlgorithms';
import type { InspectEntry, InspectTask } from '../../shared/run/inspection';
import type { DigestedFiles } from '../../shared/run/packedMessages';

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

/** The sizes of several files, without that of empty files. */
export function sharedSizes(entries: readonly InspectEntry[]): ReadonlySet<number> {
  const sizes = new Repeated<number>();
  for (const entry of entries) if (isTask(entry) && entry.bytes > 0) sizes.add(entry.bytes);
  return sizes.values;
}

/** BLAKE3 by the id of a file. */
function digestsById(entries: readonly InspectEntry[], digested: readonly DigestedFiles[]): Map<number, string> {
  const { digits } = algorithmTraits.blake3;
  const digests = new Map<number, string>();
  for (const entry of entries) if (isTask(entry) && entry.known?.blake3 !== undefined) digests.set(entry.id, entry.known.blake3);
  for (const { ids, digests: columns } of digested) {
    const { blake3 = '' } = columns;
    for (let index = 0; index < ids.length; index += 1)
      digests.set(ids[index] as number, blake3.slice(index * digits, (index + 1) * digits));
  }
  return digests;
}

/**
 * The entries without unique files, with the digests of those that have been read. Empty files stay, and so does whatever is not read.
 * @param digested files that have been read, by the ids of their entries
 */
export function possibleDuplicates(entries: readonly InspectEntry[], digested: readonly DigestedFiles[]): InspectEntry[] {
  const sizes = sharedSizes(entries);
  const digests = digestsById(entries, digested);
  const unread = new Set<number>();
  const repeated = new Repeated<string>();
  for (const entry of entries) {
    if (!isTask(entry)) continue;
    const digest = digests.get(entry.id);
    if (digest === undefined) unread.add(entry.bytes);
    else repeated.add(digest);
  }
  const isPossible = ({ id, bytes }: InspectTask) =>
    sizes.has(bytes) && (unread.has(bytes) || repeated.values.has(digests.get(id) as string));
  return entries.flatMap((entry): InspectEntry[] => {
    if (!isTask(entry) || entry.bytes === 0) return [entry];
    if (!isPossible(entry)) return [];
    const blake3 = digests.get(entry.id);
    return [blake3 === undefined ? entry : { ...entry, known: { blake3 } }];
  });
}
