import { lstatSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { ChecksumEntry } from '../../shared/checksums/checksumFile';
import type { ListedDigest } from '../../shared/run/inspection';
import { realPath, rootOf } from '../fs/containment';
import { exists } from '../fs/tempFile';

/** From the lines of a checksum file to the files that are to be read, and what is to be found in them. */

export interface ListedFile {
  /** The file itself, links resolved as far as there is something. */
  readonly path: string;
  /** As the checksum file names it first. */
  readonly name: string;
  /** Several where lines differ in their algorithm, or contradict each other. */
  readonly expected: readonly ListedDigest[];
}

/** A line that says another digest of a file than one before it: one of the two must fail. */
export interface ContradictingLine {
  readonly line: number;
  readonly firstLine: number;
  readonly name: string;
}

/** Contradictions that are kept one by one; a hostile list may bring a million. */
const maxContradictions = 1000;

/** The files that a checksum file lists, gathered line by line. */
export class ListedFiles {
  readonly #inside = new Map<string, ListedFile>();
  readonly #outside = new Map<string, ListedFile>();
  readonly #contradictions: ContradictingLine[] = [];
  #more = { count: 0, lastLine: 0 };
  readonly #roots: readonly string[];
  /** As they were given, too: a list may name files by the way that its user went. */
  readonly #namedRoots: readonly string[];
  readonly #realFolders = new Map<string, string>();

  /**
   * @param folder of the checksum file, from which its paths start
   * @param roots folders that files may be in without the user being asked
   */
  constructor(
    readonly folder: string,
    roots: readonly string[],
  ) {
    this.#roots = roots.map(realPath);
    this.#namedRoots = [...roots, ...this.#roots];
  }

  /** Files below the roots. */
  get inside(): ListedFile[] {
    return [...this.#inside.values()];
  }

  /** Files that a path, or a link on its way, puts outside of every root: to be read only when the user says so. */
  get outside(): ListedFile[] {
    return [...this.#outside.values()];
  }

  get isEmpty(): boolean {
    return this.#inside.size + this.#outside.size === 0;
  }

  /** The first of them. */
  get contradictions(): readonly ContradictingLine[] {
    return this.#contradictions;
  }

  /** Those that are not kept: how many, and in which line the last is. */
  get moreContradictions(): { readonly count: number; readonly lastLine: number } {
    return this.#more;
  }

  add(entry: ChecksumEntry): void {
    const path = this.#place(entry);
    const files = rootOf(path, this.#roots) === undefined ? this.#outside : this.#inside;
    const { line, algorithm, digest } = entry;
    const known = files.get(path);
    const rivals = (known?.expected ?? []).filter((each) => each.algorithm === algorithm);
    const same = rivals.find((each) => each.digest === digest);
    if (same) return;
    const [first] = rivals;
    if (first) this.#contradict({ line, firstLine: first.line, name: entry.path });
    // Two that contradict each other make the file fail.
    if (rivals.length > 1) return;
    const expected = [...(known?.expected ?? []), { algorithm, digest, line }];
    files.set(path, { path, name: known?.name ?? entry.path, expected });
  }

  #contradict(each: ContradictingLine): void {
    if (this.#contradictions.length < maxContradictions) this.#contradictions.push(each);
    else this.#more = { count: this.#more.count + 1, lastLine: each.line };
  }

  /**
   * Where a listed file is. What its name alone puts outside of the roots is not looked at: that could reach out to
   * another computer before the user was asked.
   */
  #place(entry: ChecksumEntry): string {
    const literal = resolve(this.folder, entry.path);
    if (!this.#isNamedInside(literal)) return literal;
    try {
      const path = this.#locate(entry);
      return this.#isNamedInside(path) ? this.#realPath(path) : path;
    } catch {
      return literal; // a name that no file can have, or a folder that cannot be read: told when the file is looked at
    }
  }

  #isNamedInside(path: string): boolean {
    return rootOf(path, this.#namedRoots) !== undefined;
  }

  /** Folders are resolved once each: a list may have a million files. */
  #realPath(path: string): string {
    const parent = dirname(path);
    const folder = this.#realFolders.get(parent) ?? realPath(parent);
    this.#realFolders.set(parent, folder);
    const real = join(folder, basename(path));
    const found = lstatSync(real, { throwIfNoEntry: false });
    // Elsewhere than on Linux the list may spell a name in another way than the disk does.
    return found === undefined || (process.platform === 'linux' && !found.isSymbolicLink()) ? real : realPath(real);
  }

  /**
   * Lists made on Windows part folders with a backslash, which elsewhere is a character of names. It is taken for a
   * separator where no such name is there and the other way leads to a file. GNU tools would have escaped one in a name.
   */
  #locate({ path, escaped }: ChecksumEntry): string {
    const literal = resolve(this.folder, path);
    if (sep === '\\' || escaped || !path.includes('\\') || exists(literal)) return literal;
    const converted = resolve(this.folder, path.replaceAll('\\', '/'));
    // One that leads outside may not even be asked for.
    return !this.#isNamedInside(converted) || exists(converted) ? converted : literal;
  }

  /**
   * Files that nobody listed.
   * @param found files of the folder, links resolved, which may hold checksum files
   * @param lists the checksum files themselves, which no list can hold
   */
  extraFiles(found: readonly string[], lists: readonly string[]): string[] {
    const own = new Set(lists.map(realPath));
    return found.filter((path) => !this.#inside.has(path) && !this.#outside.has(path) && !own.has(path));
  }
}
