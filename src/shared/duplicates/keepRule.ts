/** Chooses which file of a group to keep, and which may be removed. Pure: it moves nothing. */

/**
 * How to choose the file to keep. Ties are decided by most pixels, then most bytes, the shortest path, and the order of the paths,
 * so that the result for a group is always the same.
 */
export const keepRules = ['mostPixels', 'oldest', 'newest', 'shortestPath', 'preferredFolder'] as const;
export type KeepRule = (typeof keepRules)[number];

/** One name (hard link) of a file. */
export interface KeepCandidate {
  /** Absolute and native. */
  readonly path: string;
  readonly bytes: number;
  readonly mtimeMs: number;
  /** In pixels, for an image. */
  readonly width?: number;
  readonly height?: number;
  /** Identity of the file on its disk: names with the same identity are one file. See `linkOf`. */
  readonly link?: string;
}

export interface KeepOptions {
  /** The folder for the rule `preferredFolder`. */
  readonly preferredFolder?: string;
  /** Files in or below these folders are always kept. */
  readonly protectedFolders?: readonly string[];
  /**
   * Whether all files of the group have the same bytes. Then a protected file is chosen before all others, since it is kept
   * anyway and is just as good. Among similar images the best one is kept besides the protected ones: otherwise a protected
   * thumbnail would cost the photo.
   */
  readonly sameBytes?: boolean;
}

/** Why a further name is kept besides the chosen one. */
export type AlsoKeptReason = 'protected' | 'linked';

/** What to do with each name of a group. */
export interface KeepDecision<File extends KeepCandidate> {
  readonly kept: File;
  /**
   * Further names to keep: those in protected folders, and hard links to a kept file, which take no space, so that removing them
   * would free nothing.
   */
  readonly alsoKept: readonly { readonly file: File; readonly reason: AlsoKeptReason }[];
  /** Names that may be removed, in the order of the group. Either all names of a file or none: the file is removed with the last one. */
  readonly removable: readonly File[];
  /** Bytes that this frees. Each file counts once, however many names it has. */
  readonly freedBytes: number;
}

/**
 * A path as folders are compared: without regard to case, the separator and the Unicode form. On hosts that distinguish them, this
 * may protect more than requested, which is safe.
 */
function foldedPath(path: string): string {
  return path.normalize('NFC').toLowerCase().replaceAll('\\', '/').replace(/\/+$/, '');
}

/** Folders to test paths against. */
class FolderSet {
  readonly #starts: readonly string[];

  constructor(folders: readonly string[]) {
    this.#starts = folders.map((folder) => `${foldedPath(folder)}/`);
  }

  /** Whether a file is in or below one of the folders. */
  contain({ path }: Pick<KeepCandidate, 'path'>): boolean {
    const found = foldedPath(path);
    return this.#starts.some((start) => found.startsWith(start));
  }
}

/** A test whether a path is in or below one of the folders. */
export function insideOf(folders: readonly string[]): (path: string) => boolean {
  const all = new FolderSet(folders);
  return (path) => all.contain({ path });
}

/** One file with all of its names in the group. */
interface LinkedFile<File> {
  readonly names: readonly [File, ...File[]];
  readonly isProtected: boolean;
}

function linkedFiles<File extends KeepCandidate>(group: readonly File[], safe: FolderSet): LinkedFile<File>[] {
  const files = new Map<string, [File, ...File[]]>();
  for (const name of group) {
    const identity = name.link ?? name.path;
    const names = files.get(identity);
    if (names) names.push(name);
    else files.set(identity, [name]);
  }
  return Array.from(files.values(), (names) => ({ names, isProtected: names.some((name) => safe.contain(name)) }));
}

/** Negative where the first of two files is the one to keep. */
type Comparator = (a: KeepCandidate, b: KeepCandidate) => number;

const pixels = ({ width = 0, height = 0 }: KeepCandidate) => width * height;
const mostPixels: Comparator = (a, b) => pixels(b) - pixels(a);
const mostBytes: Comparator = (a, b) => b.bytes - a.bytes;
const oldest: Comparator = (a, b) => a.mtimeMs - b.mtimeMs;
const shortestPath: Comparator = (a, b) => a.path.length - b.path.length;
const firstPath: Comparator = (a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

function inFolder(folder: string | undefined): Comparator {
  if (folder === undefined) return () => 0;
  const preferred = new FolderSet([folder]);
  return (a, b) => Number(preferred.contain(b)) - Number(preferred.contain(a));
}

function comparatorOf(rule: KeepRule, { preferredFolder }: KeepOptions): Comparator {
  const first: Readonly<Record<KeepRule, Comparator>> = {
    mostPixels,
    oldest,
    newest: (a, b) => oldest(b, a),
    shortestPath,
    preferredFolder: inFolder(preferredFolder),
  };
  const orders = [first[rule], mostPixels, mostBytes, shortestPath, firstPath];
  return (a, b) => orders.reduce((found, order) => found || order(a, b), 0);
}

/** Files sorted by a rule, the one to keep first. Similar images are grouped in this order. */
export function byPreference<File extends KeepCandidate>(files: readonly File[], rule: KeepRule, options: KeepOptions = {}): File[] {
  return [...files].sort(comparatorOf(rule, options));
}

/** The name to keep, and its file. */
function chooseName<File extends KeepCandidate>(
  entries: readonly LinkedFile<File>[],
  rule: KeepRule,
  options: KeepOptions,
): [File, LinkedFile<File>] {
  const safe = options.sameBytes ? entries.filter(({ isProtected }) => isProtected) : [];
  const eligible = safe.length > 0 ? safe : entries;
  const [kept] = byPreference(
    eligible.flatMap(({ names }) => names),
    rule,
    options,
  );
  const entry = eligible.find(({ names }) => names.includes(kept as File));
  if (kept === undefined || entry === undefined) throw new RangeError('a group without a file');
  return [kept, entry];
}

/** A path that is listed twice is not a duplicate of itself. */
function withoutRepeats<File extends KeepCandidate>(group: readonly File[]): File[] {
  return [...new Map(group.map((file) => [file.path, file])).values()];
}

/**
 * Chooses the file of a group to keep, with all of its names. Whatever the rule, at least one file is kept.
 * @param files names of the group, in any order
 * @throws RangeError when it is empty
 */
export function chooseKept<File extends KeepCandidate>(
  files: readonly File[],
  rule: KeepRule,
  options: KeepOptions = {},
): KeepDecision<File> {
  const group = withoutRepeats(files);
  const safe = new FolderSet(options.protectedFolders ?? []);
  const entries = linkedFiles(group, safe);
  const [kept, keptEntry] = chooseName(entries, rule, options);
  const removed = entries.filter((entry) => entry !== keptEntry && !entry.isProtected);
  const removable = new Set(removed.flatMap(({ names }) => names));
  const reasonOf = (file: File): AlsoKeptReason => (safe.contain(file) ? 'protected' : 'linked');
  return {
    kept,
    alsoKept: group.filter((file) => file !== kept && !removable.has(file)).map((file) => ({ file, reason: reasonOf(file) })),
    removable: group.filter((file) => removable.has(file)),
    freedBytes: removed.reduce((sum, { names: [file] }) => sum + file.bytes, 0),
  };
}
