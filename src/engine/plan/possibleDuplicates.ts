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
  const repeated = new Repeated<string>();
  for (const entry of entries) {
    if (!isTask(entry)) continue;
    const digest = digests.get(entry.id);
    if (digest === undefined) unread.add(entry.bytes);
    else repeated.add(digest);
  }
  for (const files of read) for (let index = 0; index < files.ids.length; index += 1) repeated.add(digestAt(files, 'blake3', index));
  const records: DigestedRecord[] = [];
  const left: InspectEntry[] = [];
  for (const entry of entries) {
    const blake3 = digests.get(entry.id);
    if (!isTask(entry) || entry.bytes === 0) left.push(entry);
    else if (unread.has(entry.bytes) && sizes.has(entry.bytes)) left.push(blake3 === undefined ? entry : { ...entry, known: { blake3 } });
    else if (blake3 !== undefined && repeated.values.has(blake3)) records.push(recordOf(entry, blake3));
  }
  for (const files of read) {
    const sources = splitPaths(files.sources, files.ids.length);
    for (let index = 0; index < sources.length; index += 1) {
      const blake3 = digestAt(files, 'blake3', index);
      const isUndecided = unread.has(files.bytes[index] as number);
      if (!isUndecided && !repeated.values.has(blake3)) continue;
      const task = linkedTask(files, sources[index] as string, index);
      if (isUndecided) left.push(task);
      else records.push(recordOf(task, blake3));
    }
  }
  return { groups: groupsOf(records), entries: left.sort((a, b) => a.id - b.id) };
}
