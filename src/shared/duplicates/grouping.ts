/**
 * From files to groups of copies, in steps that narrow down: whoever has a size of its own is never read, whoever begins in
 * its own way is never read to its end. Pure: the digests come from outside.
 *
 * ```
 * listed files -> distinctFiles -> sameSize -> splitBy(first block) -> settle -> splitBy(whole file) -> duplicateGroups
 * ```
 *
 * Names of one file (hard links) are one file here, with further names: they take no room, so they are no copies.
 */

/** By what files go together: their bytes, what images show to the pixel, or what they look like. */
export const likenesses = ['bytes', 'pixels', 'similar'] as const;
export type Likeness = (typeof likenesses)[number];

/** A file as it was listed. */
export interface FileRecord {
  readonly path: string;
  readonly bytes: number;
  readonly mtimeMs: number;
  /** Which file it is on its disk; see `linkOf`. */
  readonly link?: string;
}

/** A file on the disk, under the first of its names. */
export interface DistinctFile extends FileRecord {
  /** Further names that were listed, sorted. */
  readonly otherNames?: readonly string[];
}

/** What `fs.statSync(path, { bigint: true })` says; as plain numbers, the identities of NTFS would be rounded and run together. */
interface LinkStats {
  readonly dev: bigint;
  readonly ino: bigint;
}

/**
 * Which file it is on its disk; undefined where the file system does not say. Asked of files with one name, too: a folder
 * that is mounted twice shows the same file under two paths.
 */
export function linkOf({ dev, ino }: LinkStats): string | undefined {
  return ino === 0n ? undefined : `${dev}:${ino}`;
}

export interface DistinctFiles {
  /** Files with content, each once, in no order. */
  readonly files: readonly DistinctFile[];
  /** Files without content: all the same, and no copies of anything. Sorted by path. */
  readonly empty: readonly DistinctFile[];
  /** Those of both that have more than one name among the listed. Sorted by path. */
  readonly linked: readonly DistinctFile[];
}

function comparePaths(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** One file of several names, under the first of them. */
function underFirstName(names: readonly FileRecord[]): DistinctFile {
  const [first, ...others] = [...names].sort(comparePaths) as [FileRecord, ...FileRecord[]];
  return others.length === 0 ? first : { ...first, otherNames: others.map(({ path }) => path) };
}

/** All names of a file, as they were listed. */
export function namesOf({ otherNames = [], ...first }: DistinctFile): FileRecord[] {
  return [first, ...otherNames.map((path) => ({ ...first, path }))];
}

/** Takes hard links together and puts empty files apart. A path that is listed twice is one name. */
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
    linked: all.filter(({ otherNames }) => otherNames !== undefined).sort(comparePaths),
  };
}

/** Files that are copies of each other as far as is known: two at least. */
export type Candidates<File = DistinctFile> = readonly File[];

/** Groups of two and more with the same key, in the order of their first files. @param keyOf undefined leaves a file out */
function groupBy<File, Key>(files: Iterable<File>, keyOf: (file: File) => Key | undefined): Candidates<File>[] {
  // Most files are alone: the list of a key is made when its second file comes.
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

/** Files of one size, which may be copies. */
export function sameSize(files: readonly DistinctFile[]): Candidates[] {
  return groupBy(files, ({ bytes }) => bytes);
}

/**
 * Splits candidates by something that copies have in common, such as a digest.
 * @param keyOf undefined leaves a file out: one that could not be read
 */
export function splitBy<File>(groups: Iterable<Candidates<File>>, keyOf: (file: File) => string | undefined): Candidates<File>[] {
  return [...groups].flatMap((group) => groupBy(group, keyOf));
}

export interface Settled {
  /** Groups whose first blocks are all of them: their digest is that of the whole file already. */
  readonly certain: readonly Candidates[];
  /** Groups that are to be read to their end. */
  readonly open: readonly Candidates[];
}

/** Tells groups that a digest of their first bytes has settled from those that want reading on. */
export function settle(groups: readonly Candidates[], firstBlockBytes: number): Settled {
  const isShort = (group: Candidates) => (group[0] as DistinctFile).bytes <= firstBlockBytes;
  return { certain: groups.filter(isShort), open: groups.filter((group) => !isShort(group)) };
}

/** Copies of one content. */
export interface DuplicateGroup {
  /** Of each file. */
  readonly bytes: number;
  /** What all but one take. */
  readonly wastedBytes: number;
  /** Sorted by path. */
  readonly files: Candidates;
}

/** Groups for people: what wastes most first, then by path. */
export function duplicateGroups(groups: readonly Candidates[]): DuplicateGroup[] {
  const sorted = groups.map((group): DuplicateGroup => {
    const files = [...group].sort(comparePaths);
    const { bytes } = files[0] as DistinctFile;
    return { bytes, wastedBytes: bytes * (files.length - 1), files };
  });
  const firstOf = ({ files }: DuplicateGroup) => files[0] as DistinctFile;
  return sorted.sort((a, b) => b.wastedBytes - a.wastedBytes || comparePaths(firstOf(a), firstOf(b)));
}
