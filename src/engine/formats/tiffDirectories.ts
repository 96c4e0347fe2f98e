import { closeSync, openSync, readSync } from 'node:fs';

/**
 * The directories of a TIFF, one for each page: each says where the next one is. libvips counts pages up to the first
 * directory that it cannot read, so a file that was cut off would pass for one of fewer pages. Sources: TIFF 6.0, section 2;
 * "The BigTIFF File Format" (Aware Systems).
 */

/** Reads numbers of a file in its own order of bytes. */
class Numbers {
  readonly #block = Buffer.alloc(8);

  constructor(
    readonly file: number,
    readonly isLittle: boolean,
  ) {}

  at(place: number, bytes: 2 | 4 | 8): number {
    if (readSync(this.file, this.#block, 0, bytes, place) < bytes) throw new Error('truncated TIFF');
    if (bytes === 2) return this.isLittle ? this.#block.readUInt16LE() : this.#block.readUInt16BE();
    if (bytes === 4) return this.isLittle ? this.#block.readUInt32LE() : this.#block.readUInt32BE();
    return Number(this.isLittle ? this.#block.readBigUInt64LE() : this.#block.readBigUInt64BE());
  }
}

/** Numbers of the two kinds: bytes of an offset, of the count of a directory's entries, of an entry. */
const classic = { offset: 4, count: 2, entry: 12, first: 4 } as const;
const big = { offset: 8, count: 8, entry: 20, first: 8 } as const;

function walk(file: number): number {
  const order = Buffer.alloc(2);
  readSync(file, order, 0, 2, 0);
  const numbers = new Numbers(file, order.toString('latin1') === 'II');
  const kind = numbers.at(2, 2) === 43 ? big : classic;
  const seen = new Set<number>();
  for (let at = numbers.at(kind.first, kind.offset); at !== 0; ) {
    if (seen.has(at)) throw new Error('the pages of the TIFF go round in circles');
    seen.add(at);
    const entries = numbers.at(at, kind.count);
    at = numbers.at(at + kind.count + entries * kind.entry, kind.offset);
  }
  return seen.size;
}

/**
 * How many directories a TIFF has.
 * @throws a plain Error when one lies behind the end of the file, or leads back to one before it
 */
export function countTiffDirectories(path: string): number {
  const file = openSync(path, 'r');
  try {
    return walk(file);
  } finally {
    closeSync(file);
  }
}
