/** Which file of a group stays, and which may go. Pure: it moves nothing. */

/**
 * What makes a file the one to keep. Where a rule leaves two alike, the next of `mostPixels`, most bytes and the shortest path
 * decides, and at last the order of the paths, so that the same group always comes out the same.
 */
export const keepRules = ['mostPixels', 'oldest', 'newest', 'shortestPath', 'preferredFolder'] as const;
export type KeepRule = (typeof keepRules)[number];

/** A name of a file. */
export interface KeepCandidate {
  /** Absolute, as the host writes it. */
  readonly path: string;
  readonly bytes: number;
  readonly mtimeMs: number;
  readonly width?: number;
  readonly height?: number;
  /** Which file it is on its disk, where it has more than one name: names with the same are one file. */
  readonly link?: string;
}

export interface KeepOptions {
  /** The folder that the rule `preferredFolder` means. */
  readonly preferredFolder?: string;
  /** Files in these folders, or below them, always stay. */
  readonly protectedFolders?: readonly string[];
  /**
   * Whether all files of the group have the same bytes. Then a protected one is kept in place of any other, since it stays
   * anyway and is as good. Of images that are only alike the best one stays beside it: a protected thumbnail must not cost the photo.
   */
  readonly sameBytes?: boolean;
}

/** Why a name stays beside the one that is kept. */
export type StayReason = 'protected' | 'linked';

export interface KeepChoice<File extends KeepCandidate> {
  readonly kept: File;
  /**
   * Names that stay, too: in protected folders, or hard links to a file that stays, which take no room, so that removing them
   * would free nothing.
   */
  readonly stays: readonly { readonly file: File; readonly reason: StayReason }[];
  /** Names that may go; all names of a file go together, since it is gone with the last of them. In the order of the group. */
  readonly goes: readonly File[];
  /** What that frees: each file counted once, however many names it has. */
  readonly freedBytes: number;
}

/**
 * A path in the form in which folders are compared: without regard to case, the kind of separator and the form of Unicode.
 * Some hosts tell these apart, and then more is protected than was asked for, which costs nothing.
 */
function comparable(path: string): string {
  return path.normalize('NFC').toLowerCase().replaceAll('\\', '/').replace(/\/+$/, '');
}

/** Folders to look paths up in. */
class Folders {
  readonly #starts: readonly string[];

  constructor(folders: readonly string[]) {
    this.#starts = folders.map((folder) => `${comparable(folder)}/`);
  }

  /** Whether a file is in one of them or below it. */
  hold({ path }: Pick<KeepCandidate, 'path'>): boolean {
    const found = comparable(path);
    return this.#starts.some((start) => found.startsWith(start));
  }
}

/** Tells whether a path is in one of some folders, or below it. */
export function insideOf(folders: readonly string[]): (path: string) => boolean {
  const all = new Folders(folders);
  return (path) => all.hold({ path });
}

/** One file with all of its names in the group. */
interface Entry<File> {
  readonly names: readonly [File, ...File[]];
  readonly isProtected: boolean;
}

function entriesOf<File extends KeepCandidate>(group: readonly File[], safe: Folders): Entry<File>[] {
  const files = new Map<string, [File, ...File[]]>();
  for (const name of group) {
    const identity = name.link ?? name.path;
    const names = files.get(identity);
    if (names) names.push(name);
    else files.set(identity, [name]);
  }
  return Array.from(files.values(), (names) => ({ names, isProtected: names.some((name) => safe.hold(name)) }));
}

/** Negative where the first of two files is the one to keep. */
type Order = (a: KeepCandidate, b: KeepCandidate) => number;

const pixels = ({ width = 0, height = 0 }: KeepCandidate) => width * height;
const mostPixels: Order = (a, b) => pixels(b) - pixels(a);
const mostBytes: Order = (a, b) => b.bytes - a.bytes;
const oldest: Order = (a, b) => a.mtimeMs - b.mtimeMs;
const shortestPath: Order = (a, b) => a.path.length - b.path.length;
const firstPath: Order = (a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

function inFolder(folder: string | undefined): Order {
  if (folder === undefined) return () => 0;
  const preferred = new Folders([folder]);
  return (a, b) => Number(preferred.hold(b)) - Number(preferred.hold(a));
}

function orderOf(rule: KeepRule, { preferredFolder }: KeepOptions): Order {
  const first: Readonly<Record<KeepRule, Order>> = {
    mostPixels,
    oldest,
    newest: (a, b) => oldest(b, a),
    shortestPath,
    preferredFolder: inFolder(preferredFolder),
  };
  const orders = [first[rule], mostPixels, mostBytes, shortestPath, firstPath];
  return (a, b) => orders.reduce((found, order) => found || order(a, b), 0);
}

/** The files of a group as a rule prefers them, the one to keep first: the order in which groups of similar images are made. */
export function byPreference<File extends KeepCandidate>(files: readonly File[], rule: KeepRule, options: KeepOptions = {}): File[] {
  return [...files].sort(orderOf(rule, options));
}

/** The name that is kept, and the file that it belongs to. */
function best<File extends KeepCandidate>(entries: readonly Entry<File>[], rule: KeepRule, options: KeepOptions): [File, Entry<File>] {
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

/** A path that is there twice is no copy of itself. */
function withoutRepeats<File extends KeepCandidate>(group: readonly File[]): File[] {
  return [...new Map(group.map((file) => [file.path, file])).values()];
}

/**
 * Chooses the file of a group that is kept. It always stays, and so do all of its names; whatever the rule, there is no way
 * for the last copy to go.
 * @param files two names and more; the order does not matter
 * @throws RangeError when it is empty
 */
export function chooseKept<File extends KeepCandidate>(
  files: readonly File[],
  rule: KeepRule,
  options: KeepOptions = {},
): KeepChoice<File> {
  const group = withoutRepeats(files);
  const safe = new Folders(options.protectedFolders ?? []);
  const entries = entriesOf(group, safe);
  const [kept, keptEntry] = best(entries, rule, options);
  const going = entries.filter((entry) => entry !== keptEntry && !entry.isProtected);
  const goes = new Set(going.flatMap(({ names }) => names));
  const reasonOf = (file: File): StayReason => (safe.hold(file) ? 'protected' : 'linked');
  return {
    kept,
    stays: group.filter((file) => file !== kept && !goes.has(file)).map((file) => ({ file, reason: reasonOf(file) })),
    goes: group.filter((file) => goes.has(file)),
    freedBytes: going.reduce((sum, { names: [file] }) => sum + file.bytes, 0),
  };
}
