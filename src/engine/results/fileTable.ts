import type { FileState } from '../fs/fileState';

/** The columns of a table as the store keeps them: read in half the time that a list for each file takes. */
export interface FileColumns {
  /** The keys that occur. */
  readonly keys: readonly string[];
  /** For each file, the index of its key. */
  readonly keyOf: readonly number[];
  readonly names: readonly string[];
  readonly links: readonly string[];
  readonly sizes: readonly number[];
  readonly times: readonly number[];
  readonly inodes: readonly number[];
  /** Times of the last changes, or 0. Absent in records of older versions. */
  readonly changes?: readonly number[];
  /** Empty where the digest is not known. */
  readonly digests: readonly string[];
}

/** What is known of a file. */
export interface FileEntry {
  /** The paths of other files that belong to it. */
  readonly link: string;
  readonly state: FileState;
}

function isTexts(column: readonly unknown[]): boolean {
  return column.every((value) => typeof value === 'string');
}

/** The files of a folder, by a key and their names. */
export class FileTable {
  readonly #byKey = new Map<string, Map<string, number>>();
  readonly #links: string[];
  readonly #sizes: number[];
  readonly #times: number[];
  readonly #inodes: number[];
  readonly #changes: number[];
  readonly #digests: string[];

  /** @throws TypeError when the columns are none */
  constructor(columns?: FileColumns) {
    const { keys = [], keyOf = [], names = [], links = [], sizes = [], times = [], inodes = [], digests = [] } = columns ?? {};
    const { changes = names.map(() => 0) } = columns ?? {};
    if (![keyOf, links, sizes, times, inodes, changes, digests].every((column) => Array.isArray(column) && column.length === names.length))
      throw new TypeError('columns of different lengths');
    if (![names, links, digests].every(isTexts)) throw new TypeError('texts are missing');
    for (const [index, name] of names.entries()) this.#rowsOf(keys[keyOf[index] as number] ?? '').set(name, index);
    // The arrays are used as they are: nothing else holds them.
    this.#links = links as string[];
    this.#sizes = sizes as number[];
    this.#times = times as number[];
    this.#inodes = inodes as number[];
    this.#changes = changes as number[];
    this.#digests = digests as string[];
  }

  #rowsOf(key: string): Map<string, number> {
    const known = this.#byKey.get(key);
    if (known) return known;
    const rows = new Map<string, number>();
    this.#byKey.set(key, rows);
    return rows;
  }

  #entry(index: number): FileEntry {
    const [size, mtimeMs, ino, sha256] = [this.#sizes[index], this.#times[index], this.#inodes[index], this.#digests[index]];
    const ctimeMs = this.#changes[index];
    const state = { size, mtimeMs, ino, ...(ctimeMs && { ctimeMs }), ...(sha256 && { sha256 }) } as FileState;
    return { link: this.#links[index] as string, state };
  }

  get(key: string, name: string): FileEntry | undefined {
    const index = this.#byKey.get(key)?.get(name);
    return index === undefined ? undefined : this.#entry(index);
  }

  set(key: string, name: string, { link, state: { size, mtimeMs, ino, ctimeMs = 0, sha256 = '' } }: FileEntry): void {
    const index = this.#links.length;
    this.#rowsOf(key).set(name, index);
    this.#links.push(link);
    this.#sizes.push(size);
    this.#times.push(mtimeMs);
    this.#inodes.push(ino);
    this.#changes.push(ctimeMs);
    this.#digests.push(sha256);
  }

  delete(key: string, name: string): void {
    this.#byKey.get(key)?.delete(name);
  }

  /** Deletes what other keys than this one know of a file with such a link. */
  deleteOthers(key: string, name: string, isMeant: (link: string) => boolean): void {
    for (const [other, rows] of this.#byKey) {
      const index = other === key ? undefined : rows.get(name);
      if (index !== undefined && isMeant(this.#links[index] as string)) rows.delete(name);
    }
  }

  /** The columns of the files with these names. */
  columns(wanted: ReadonlySet<string>): FileColumns {
    const keys = [...this.#byKey.keys()].filter((key) => this.#rowsOf(key).size > 0);
    const rows = keys.flatMap((key, keyIndex) =>
      [...this.#rowsOf(key)].filter(([name]) => wanted.has(name)).map(([name, index]) => ({ keyIndex, name, index })),
    );
    const pick = <Value>(column: readonly Value[]) => rows.map(({ index }) => column[index] as Value);
    return {
      keys,
      keyOf: rows.map(({ keyIndex }) => keyIndex),
      names: rows.map(({ name }) => name),
      links: pick(this.#links),
      sizes: pick(this.#sizes),
      times: pick(this.#times),
      inodes: pick(this.#inodes),
      changes: pick(this.#changes),
      digests: pick(this.#digests),
    };
  }
}
