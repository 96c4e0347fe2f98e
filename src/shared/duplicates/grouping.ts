/**
 * Narrows files down to groups of duplicates, step by step: a file with a unique size is never read, and one with a unique first
 * block is never read to its end. Pure: the digests come from the caller.
 *
 * ```
 * listed files -> distinctFiles -> groupBySize -> splitBy(first block) -> partitionByFirstBlock -> splitBy(whole file) -> duplicateGroups
 * ```
 *
 * Several names of one file (hard links) count as one file with further names: they take no space, so they are not duplicates.
 */

/** How files are matched: by their bytes, by the decoded pixels of images, or by their perceptual hashes. */
export const likenesses = ['bytes', 'pixels', 'similar'] as const;
export type Likeness = (typeof likenesses)[number];

/** A file as the plan found it. */
export interface FileRecord {
  readonly path: string;
  readonly bytes: number;
  readonly mtimeMs: number;
  /** Identity of the file on its disk; see `linkOf`. */
  readonly link?: string;
}

/** A file on disk, under the first of its names. */
export interface DistinctFile extends FileRecord {
  /** Further names that were listed, sorted. */
  readonly otherNames?: readonly string[];
}

/** From `fs.statSync(path, { bigint: true })`: as plain numbers, the identities of NTFS would be rounded, and some would coincide. */
interface LinkStats {
  readonly dev: bigint;
  readonly ino: bigint;
}

/**
 * The identity of a file on its disk; undefined where the file system reports none. Files with a single name need one, too: a
 * folder that is mounted twice shows the same file under two paths.
 */
export function linkOf({ dev, ino }: LinkStats): string | undefined {
  return ino === 0n ? undefined : `${dev}:${ino}`;
}

export interface DistinctFiles {
  /** Files with content, each once, in no particular order. */
  readonly files: readonly DistinctFile[];
  /** Empty files, which are equal but not duplicates of anything. Sorted by path. */
  readonly empty: readonly DistinctFile[];
}

function comparePaths(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** One file with several names, under the first of them. */
function underFirstName(names: readonly FileRecord[]): DistinctFile {
  const [first, ...others] = [...names].sort(comparePaths) as [FileRecord, ...FileRecord[]];
  return others.length === 0 ? first : { ...first, otherNames: others.map(({ path }) => path) };
}

/** Joins hard links into one file, and separates empty files. A path that is listed twice counts once. */
export function distinctFiles(records: Iterable<FileRecord>): DistinctFiles {
  const seen = new Set<string>();
  const all: DistinctFile[] = [];
  const byLink = new Map<string, FileRecord[]>();
  for (const record of records) {
    if (seen.has(record.path)) continue;
    seen.add(record.path);
    const names = record.link === undefined ? all : byLink.get(record.link);
    if (names) names.push(record);
    else byLink.set(record.link as string, [record]);
  }
  for (const names of byLink.values()) all.push(underFirstName(names));
  return {
    files: all.filter(({ bytes }) => bytes > 0),
    empty: all.filter(({ bytes }) => bytes === 0).sort(comparePaths),
  };
}

/** Files that may be duplicates of each other, by what is known so far. At least two. */
export type CandidateGroup<File = DistinctFile> = readonly File[];

/** Groups of at least two files with the same key, in the order of their first files. @param keyOf undefined excludes a file */
function groupBy<File, Key>(files: Iterable<File>, keyOf: (file: File) => Key | undefined): CandidateGroup<File>[] {
  // Most keys have a single file: a list is created only for the second one.
  const found = new Map<Key, File | File[]>();
  for (const file of files) {
    const key = keyOf(file);
    if (key === undefined) continue;
    const others = found.get(key);
    if (others === undefined) found.set(key, file);
    else if (Array.isArray(others)) others.push(file);
    else found.set(key, [others, file]);
  }
  return [...found.values()].filter((each): each is File[] => Array.isArray(each));
}

/** Groups of files with the same size, which may be duplicates. */
export function groupBySize(files: readonly DistinctFile[]): CandidateGroup[] {
  return groupBy(files, ({ bytes }) => bytes);
}

/**
 * Splits groups by something that duplicates have in common, such as a digest.
 * @param keyOf undefined excludes a file, such as one that could not be read
 */
export function splitBy<File>(groups: Iterable<CandidateGroup<File>>, keyOf: (file: File) => string | undefined): CandidateGroup<File>[] {
  return [...groups].flatMap((group) => groupBy(group, keyOf));
}

export interface FirstBlockPartition {
  /** Groups of files that end within the first block, so that its digest covers the whole file. */
  readonly complete: readonly CandidateGroup[];
  /** Groups of longer files, which have to be read to their end. */
  readonly open: readonly CandidateGroup[];
}

/** Separates groups that the digests of their first blocks have decided from those that have to be read further. */
export function partitionByFirstBlock(groups: readonly CandidateGroup[], firstBlockBytes: number): FirstBlockPartition {
  const isShort = (group: CandidateGroup) => (group[0] as DistinctFile).bytes <= firstBlockBytes;
  return { complete: groups.filter(isShort), open: groups.filter((group) => !isShort(group)) };
}

/** Files with the same content. */
export interface DuplicateGroup {
  /** Size of each file. */
  readonly bytes: number;
  /** Bytes of all files but one. */
  readonly spareBytes: number;
  /** Sorted by path. */
  readonly files: CandidateGroup;
}

/** Groups for display: those that could save most first, then by path. */
export function duplicateGroups(groups: readonly CandidateGroup[]): DuplicateGroup[] {
  const sorted = groups.map((group): DuplicateGroup => {
    const files = [...group].sort(comparePaths);
    const { bytes } = files[0] as DistinctFile;
    return { bytes, spareBytes: bytes * (files.length - 1), files };
  });
  const firstOf = ({ files }: DuplicateGroup) => files[0] as DistinctFile;
  return sorted.sort((a, b) => b.spareBytes - a.spareBytes || comparePaths(firstOf(a), firstOf(b)));
}
