import { closeSync, openSync, readSync } from 'node:fs';

/**
 * The directories of a TIFF, one for each page. Each contains the offset of the next one. libvips counts pages up to the first
 * directory that it cannot read, so a truncated file would look like one with fewer pages. Sources: TIFF 6.0, section 2;
 * "The BigTIFF File Format" (Aware Systems).
 */

/** Reads numbers of a file in its byte order. */
class NumberReader {
  readonly #block = Buffer.alloc(8);

  constructor(
    readonly file: number,
    readonly isLittle: boolean,
  ) {}

  at(offset: number, bytes: 2 | 4 | 8): number {
    if (readSync(this.file, this.#block, 0, bytes, offset) < bytes) throw new Error('truncated TIFF');
    if (bytes === 2) return this.isLittle ? this.#block.readUInt16LE() : this.#block.readUInt16BE();
    if (bytes === 4) return this.isLittle ? this.#block.readUInt32LE() : this.#block.readUInt32BE();
    return Number(this.isLittle ? this.#block.readBigUInt64LE() : this.#block.readBigUInt64BE());
  }
}

/** Layouts of the two kinds in bytes: an offset, the number of entries, an entry; and the position of the first offset. */
const classic = { offset: 4, count: 2, entry: 12, first: 4 } as const;
const big = { offset: 8, count: 8, entry: 20, first: 8 } as const;

const subfileTypeTag = 254;

/** Whether a directory says that its image is a smaller version of another one (TIFF 6.0, NewSubfileType). */
function isReduced(numbers: NumberReader, kind: typeof classic | typeof big, at: number): boolean {
  const entries = numbers.at(at, kind.count);
  for (let index = 0; index < entries; index += 1) {
    const entry = at + kind.count + index * kind.entry;
    if (numbers.at(entry, 2) === subfileTypeTag) return (numbers.at(entry + 4 + kind.offset, 4) & 1) === 1;
  }
  return false;
}

/** The number of directories, and of those that are smaller versions of others. */
function countDirectories(file: number): { readonly all: number; readonly reduced: number } {
  const order = Buffer.alloc(2);
  readSync(file, order, 0, 2, 0);
  const numbers = new NumberReader(file, order.toString('latin1') === 'II');
  const kind = numbers.at(2, 2) === 43 ? big : classic;
  const seen = new Set<number>();
  let reduced = 0;
  for (let at = numbers.at(kind.first, kind.offset); at !== 0; ) {
    if (seen.has(at)) throw new Error('the directories of the TIFF form a cycle');
    seen.add(at);
    if (isReduced(numbers, kind, at)) reduced += 1;
    const entries = numbers.at(at, kind.count);
    at = numbers.at(at + kind.count + entries * kind.entry, kind.offset);
  }
  return { all: seen.size, reduced };
}

/**
 * The number of directories of a TIFF.
 * @throws a plain Error if one lies beyond the end of the file, or points back to an earlier one
 */
export function countTiffDirectories(path: string): number {
  const file = openSync(path, 'r');
  try {
    return countDirectories(file).all;
  } finally {
    closeSync(file);
  }
}

/** Whether all directories but the first are smaller versions of it. @throws like {@link countTiffDirectories} */
export function hasReducedDirectories(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const { all, reduced } = countDirectories(file);
    return reduced === all - 1;
  } finally {
    closeSync(file);
  }
}
