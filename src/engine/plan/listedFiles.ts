import { lstatSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { ChecksumEntry } from '../../shared/checksums/checksumFile';
import type { ListedDigest } from '../../shared/run/inspection';
import { realPath, rootOf } from '../fs/containment';
import { isShownInAnyCase } from '../fs/diskSpelling';
import { exists } from '../fs/tempFile';

/** Finds the files that the lines of a checksum file name, and the digests that each must have. */

export interface ListedFile {
  /** The path of the file, with links resolved as far as it exists. */
  readonly path: string;
  /** Its name in the checksum file, in the first line that lists it. */
  readonly name: string;
  /** Several when lines have different algorithms or contradict each other. */
  readonly expected: readonly ListedDigest[];
}

/** A line with another digest for a file than an earlier line: one of the two must be wrong. */
export interface ContradictingLine {
  readonly line: number;
  readonly firstLine: number;
  readonly name: string;
}

/** Most contradictions that are kept one by one. A hostile list may contain a million. */
const maxContradictions = 1000;

/** The files that a checksum file lists, collected line by line. */
export class ListedFiles {
  readonly #inside = new Map<string, ListedFile>();
  readonly #outside = new Map<string, ListedFile>();
  readonly #contradictions: ContradictingLine[] = [];
  #more = { count: 0, lastLine: 0 };
  readonly #roots: readonly string[];
  /** The roots also as they were given, since a list may name files by a path through a link. */
  readonly #namedRoots: readonly string[];
  readonly #realFolders = new Map<string, string>();
  /** Whether the disks of folders ignore case. */
  readonly #anyCase = new Map<string, boolean>();

  /**
   * @param folder of the checksum file, which its paths are relative to
   * @param roots folders whose files may be read without asking the user
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

  /** Files whose path, or a link in it, leads out of every root. They are read only if the user allows it. */
  get outside(): ListedFile[] {
    return [...this.#outside.values()];
  }

  get isEmpty(): boolean {
    return this.#inside.size + this.#outside.size === 0;
  }

  /** The first contradictions. */
  get contradictions(): readonly ContradictingLine[] {
    return this.#contradictions;
  }

  /** The other contradictions: how many there are, and the line of the last one. */
  get moreContradictions(): { readonly count: number; readonly lastLine: number } {
    return this.#more;
  }

  add(entry: ChecksumEntry): void {
    const path = this.#pathOf(entry);
    const files = rootOf(path, this.#roots) === undefined ? this.#outside : this.#inside;
    const { line, algorithm, digest } = entry;
    const known = files.get(path);
    const rivals = (known?.expected ?? []).filter((each) => each.algorithm === algorithm);
    const same = rivals.find((each) => each.digest === digest);
    if (same) return;
    const [first] = rivals;
    if (first) this.#contradict({ line, firstLine: first.line, name: entry.path });
    // Two contradicting digests are enough to make the file fail.
    if (rivals.length > 1) return;
    const expected = [...(known?.expected ?? []), { algorithm, digest, line }];
    files.set(path, { path, name: known?.name ?? entry.path, expected });
  }

  #contradict(each: ContradictingLine): void {
    if (this.#contradictions.length < maxContradictions) this.#contradictions.push(each);
    else this.#more = { count: this.#more.count + 1, lastLine: each.line };
  }

  /**
   * The path of a listed file. A name that leads out of the roots is not looked up, since that could contact another
   * computer before the user is asked.
   */
  #pathOf(entry: ChecksumEntry): string {
    const literal = resolve(this.folder, entry.path);
    if (!this.#isNamedInside(literal)) return literal;
    try {
      const path = this.#locate(entry);
      return this.#isNamedInside(path) ? this.#realPath(path) : path;
    } catch {
      return literal; // an impossible name, or an unreadable folder: the scan of the file reports it
    }
  }

  #isNamedInside(path: string): boolean {
    return rootOf(path, this.#namedRoots) !== undefined;
  }

  /** Resolves each folder only once, since a list may have a million files. */
  #realPath(path: string): string {
    const parent = dirname(path);
    const folder = this.#realFolders.get(parent) ?? realPath(parent);
    this.#realFolders.set(parent, folder);
    const real = join(folder, basename(path));
    const found = lstatSync(real, { throwIfNoEntry: false });
    const isSpelled = process.platform === 'linux' && !this.#ignoresCase(folder);
    // The list may spell a name differently than the disk does.
    return found === undefined || (isSpelled && !found.isSymbolicLink()) ? real : realPath(real);
  }

  #ignoresCase(folder: string): boolean {
    const known = this.#anyCase.get(folder);
    if (known !== undefined) return known;
    const ignores = isShownInAnyCase(folder);
    this.#anyCase.set(folder, ignores);
    return ignores;
  }

  /**
   * Lists made on Windows separate folders with a backslash, which is part of a name on other systems. It counts as a
   * separator if no file with the literal name exists, but the path with slashes leads to one. GNU tools would have
   * escaped a backslash in a name.
   */
  #locate({ path, escaped }: ChecksumEntry): string {
    const literal = resolve(this.folder, path);
    if (sep === '\\' || escaped || !path.includes('\\') || exists(literal)) return literal;
    const converted = resolve(this.folder, path.replaceAll('\\', '/'));
    // A path that leads out of the roots must not be looked up.
    return !this.#isNamedInside(converted) || exists(converted) ? converted : literal;
  }

  /**
   * The files that the list does not name.
   * @param found files of the folder with links resolved, possibly including checksum files
   * @param lists the checksum files themselves, which cannot list their own digest
   */
  extraFiles(found: readonly string[], lists: readonly string[]): string[] {
    const own = new Set(lists.map(realPath));
    return found.filter((path) => !this.#inside.has(path) && !this.#outside.has(path) && !own.has(path));
  }
}
