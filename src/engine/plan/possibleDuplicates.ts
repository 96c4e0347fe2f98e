import { algorithmTraits } from '../../shared/checksums/digestAlgorithms';
import type { InspectEntry, InspectTask } from '../../shared/run/inspection';
import type { DigestedFiles } from '../../shared/run/packedMessages';

/** Leaves out files that are unique, by their size or, where all files of that size have been read, by their BLAKE3 digest. */

/** Counts values, and tells those that occur more than once. */
class Repeated<Value> {
  readonly #once = new Set<Value>();
  readonly #more = new Set<Value>();

  add(value: Value): void {
    if (this.#once.has(value)) this.#more.add(value);
    else this.#once.add(value);
  }

  get values(): ReadonlySet<Value> {
    return this.#more;
  }
}

function isTask(entry: InspectEntry): entry is InspectTask {
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
  for (const {
    ids,
    digests: { blake3 = '' },
  } of digested)
    for (let index = 0; index < ids.length; index += 1)
      digests.set(ids[index] as number, blake3.slice(index * digits, (index + 1) * digits));
  return digests;
}

/**
 * The entries without unique files. Empty files stay, and so does what is no file to read.
 * @param digested files that have been read
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
  return entries.filter((entry) => {
    if (!isTask(entry) || entry.bytes === 0) return true;
    return sizes.has(entry.bytes) && (unread.has(entry.bytes) || repeated.values.has(digests.get(entry.id) as string));
  });
}
