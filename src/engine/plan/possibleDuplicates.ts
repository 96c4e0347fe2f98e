import { algorithmTraits } from '../../shared/checksums/digestAlgorithms';
import { type DuplicateGroup, distinctFiles, duplicateGroups, type FileRecord, linkOf, splitBy } from '../../shared/duplicates/grouping';
import type { InspectEntry, InspectTask } from '../../shared/run/inspection';
import type { DigestedFiles } from '../../shared/run/packedMessages';
import { digestAt, type ReadFiles, splitPaths, taskAt } from '../../shared/run/readFiles';

/**
 * Groups the files of a search for duplicates as far as they have been read, and leaves out those that are unique: by their size or,
 * where all files of that size have been read, by their BLAKE3 digest.
 */

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

/** Hex digits of a digest that fit into a small integer, which a set finds in a fraction of the time of a string. */
const keyDigits = 7;

/** A number that equal digests have in common, and few others. @param at where the digest begins */
function digestKey(digests: string, at: number): number {
  let key = 0;
  for (let index = at; index < at + keyDigits; index += 1) {
    const code = digests.charCodeAt(index);
    key = (key << 4) | (code < 97 ? code - 48 : code - 87);
  }
  return key;
}

/** The keys of the digests of files in columns. */
function digestKeys({ ids, digests: { blake3 = '' } }: ReadFiles): Int32Array {
  const keys = new Int32Array(ids.length);
  for (let index = 0; index < keys.length; index += 1) keys[index] = digestKey(blake3, index * algorithmTraits.blake3.digits);
  return keys;
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

/** A file that has been read, with others of its digest. */
type DigestedRecord = FileRecord & { readonly blake3: string };

function recordOf({ source: path, bytes, mtimeMs, link }: InspectTask, blake3: string): DigestedRecord {
  return { path, bytes, mtimeMs, blake3, ...(link !== undefined && { link }) };
}

function groupsOf(records: readonly DigestedRecord[]): DuplicateGroup[] {
  const files = distinctFiles(records).files as DigestedRecord[];
  return duplicateGroups(splitBy([files], ({ blake3 }) => blake3));
}

/** What is known of the files of a search. */
export interface PossibleDuplicates {
  /** Groups of files of which all of the same size have been read. */
  readonly groups: readonly DuplicateGroup[];
  /** Other possible duplicates by id, with the digests of those that have been read. Empty files are among them, and whatever is not read. */
  readonly entries: readonly InspectEntry[];
}

/**
 * @param digested entries that have been read, by their ids
 * @param read further files, which have been read
 */
export function possibleDuplicates(
  entries: readonly InspectEntry[],
  digested: readonly DigestedFiles[],
  read: readonly ReadFiles[] = [],
): PossibleDuplicates {
  const sizes = sharedSizes(entries, read);
  const digests = digestsById(entries, digested);
  const unread = new Set<number>();
  // Two digests may have the same key, so some files are grouped in vain. In the end they are in no group.
  const repeated = new Repeated<number>();
  for (const entry of entries) {
    if (!isTask(entry)) continue;
    const digest = digests.get(entry.id);
    if (digest === undefined) unread.add(entry.bytes);
    else repeated.add(digestKey(digest, 0));
  }
  const keysOf = read.map(digestKeys);
  for (const keys of keysOf) for (let index = 0; index < keys.length; index += 1) repeated.add(keys[index] as number);
  const records: DigestedRecord[] = [];
  const left: InspectEntry[] = [];
  for (const entry of entries) {
    const blake3 = digests.get(entry.id);
    if (!isTask(entry) || entry.bytes === 0) left.push(entry);
    else if (unread.has(entry.bytes) && sizes.has(entry.bytes)) left.push(blake3 === undefined ? entry : { ...entry, known: { blake3 } });
    else if (blake3 !== undefined && repeated.values.has(digestKey(blake3, 0))) records.push(recordOf(entry, blake3));
  }
  for (const [at, files] of read.entries()) {
    const keys = keysOf[at] as Int32Array;
    const sources = splitPaths(files.sources, files.ids.length);
    for (let index = 0; index < sources.length; index += 1) {
      const isUndecided = unread.has(files.bytes[index] as number);
      if (!isUndecided && !repeated.values.has(keys[index] as number)) continue;
      const task = linkedTask(files, sources[index] as string, index);
      if (isUndecided) left.push(task);
      else records.push(recordOf(task, digestAt(files, 'blake3', index)));
    }
  }
  // Without files that were read, the entries are in the best order for their disk.
  return { groups: groupsOf(records), entries: read.length === 0 ? left : left.sort((a, b) => a.id - b.id) };
}
