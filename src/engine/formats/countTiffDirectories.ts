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

function countDirectories(file: number): number {
  const order = Buffer.alloc(2);
  readSync(file, order, 0, 2, 0);
  const numbers = new NumberReader(file, order.toString('latin1') === 'II');
  const kind = numbers.at(2, 2) === 43 ? big : classic;
  const seen = new Set<number>();
  for (let at = numbers.at(kind.first, kind.offset); at !== 0; ) {
    if (seen.has(at)) throw new Error('the directories of the TIFF form a cycle');
    seen.add(at);
    const entries = numbers.at(at, kind.count);
    at = numbers.at(at + kind.count + entries * kind.entry, kind.offset);
  }
  return seen.size;
}

/**
 * The number of directories of a TIFF.
 * @throws a plain Error if one lies beyond the end of the file, or points back to an earlier one
 */
export function countTiffDirectories(path: string): number {
  const file = openSync(path, 'r');
  try {
    return countDirectories(file);
  } finally {
    closeSync(file);
  }
}
