import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * The directories of a TIFF, one for each page. Each contains the offset of the next one. libvips counts pages up to the first
 * directory that it cannot read, so a truncated file would look like one with fewer pages. Sources: TIFF 6.0, section 2;
 * "The BigTIFF File Format" (Aware Systems).
 */

/** Tags of the pixels. Source: TIFF 6.0. */
export const tiffTag = {
  subfileType: 254,
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  orientation: 274,
  samples: 277,
  stripLengths: 279,
  planes: 284,
  tileOffsets: 324,
  tileLengths: 325,
  extraSamples: 338,
} as const;

/** Bytes of a whole number by type: short, long, offset of a directory; 16 and 18 are the last two of BigTIFF. */
const integerBytes: Readonly<Record<number, 2 | 4 | 8>> = { 3: 2, 4: 4, 13: 4, 16: 8, 18: 8 };

/** Bytes that are read of a file, as a multiple of its size: directories that overlap could be read for hours. */
const mostReads = 8;
/** Bytes that are read of a small file regardless. */
const fewBytes = 1 << 20;

/** Reads parts of a file in its byte order. */
export class TiffReader {
  /** Bytes read so far. */
  #read = 0;

  constructor(
    readonly file: number,
    readonly isLittle: boolean,
    /** Bytes of the file. */
    readonly size: number,
  ) {}

  bytes(offset: number, length: number): Buffer {
    // Checked before memory is allocated, since a damaged entry may claim gigabytes.
    if (offset + length > this.size) throw new Error('truncated TIFF');
    this.#read += length;
    if (this.#read > mostReads * this.size + fewBytes) throw new Error('the directories of the TIFF overlap');
    const block = Buffer.alloc(length);
    if (readSync(this.file, block, 0, length, offset) < length) throw new Error('truncated TIFF');
    return block;
  }

  at(offset: number, bytes: 2 | 4 | 8): number {
    return this.number(this.bytes(offset, bytes), bytes);
  }

  number(block: Buffer, bytes: 2 | 4 | 8, at = 0): number {
    if (bytes === 2) return this.isLittle ? block.readUInt16LE(at) : block.readUInt16BE(at);
    if (bytes === 4) return this.isLittle ? block.readUInt32LE(at) : block.readUInt32BE(at);
    return Number(this.isLittle ? block.readBigUInt64LE(at) : block.readBigUInt64BE(at));
  }
}

/** Layouts of the two kinds in bytes: an offset, the number of entries, an entry; and the position of the first offset. */
export const classic = { offset: 4, count: 2, entry: 12, first: 4 } as const;
export const big = { offset: 8, count: 8, entry: 20, first: 8 } as const;

/** More entries than any writer makes. */
const maxEntries = 4096;

/** One entry: its bytes as stored, and where its values are. */
export interface TiffEntry {
  readonly bytes: Buffer;
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Offset of the values in the file: in the entry itself if they fit. */
  valuesAt(size: number): number;
}

/** One directory, from which entries are read when they are asked for. */
export class TiffDirectory {
  constructor(
    readonly reader: TiffReader,
    readonly entries: readonly TiffEntry[],
    /** Whether the file is a BigTIFF. */
    readonly isBig: boolean,
  ) {}

  /** The whole numbers of an entry; an empty list if there are none. @throws a plain Error if they lie beyond the end of the file */
  numbers(tag: number): number[] {
    const entry = this.entries.find((each) => each.tag === tag);
    const size = entry && integerBytes[entry.type];
    if (!entry || !size) return [];
    const block = this.reader.bytes(entry.valuesAt(size * entry.count), size * entry.count);
    return Array.from({ length: entry.count }, (_, index) => this.reader.number(block, size, index * size));
  }

  /** Where the coded strips or tiles are. */
  parts(): { readonly offset: number; readonly length: number }[] {
    const tiles = this.numbers(tiffTag.tileOffsets);
    const offsets = tiles.length > 0 ? tiles : this.numbers(tiffTag.stripOffsets);
    const lengths = this.numbers(tiles.length > 0 ? tiffTag.tileLengths : tiffTag.stripLengths);
    return offsets.map((offset, index) => ({ offset, length: lengths[index] ?? 0 }));
  }
}

type Layout = typeof classic | typeof big;

function readEntries(reader: TiffReader, layout: Layout, start: number, entries: number): TiffEntry[] {
  const block = reader.bytes(start, Math.min(entries, maxEntries) * layout.entry);
  return Array.from({ length: block.length / layout.entry }, (_, index) => {
    const at = index * layout.entry;
    const valueAt = at + 4 + layout.offset;
    return {
      bytes: block.subarray(at, at + layout.entry),
      tag: reader.number(block, 2, at),
      type: reader.number(block, 2, at + 2),
      count: reader.number(block, layout.offset, at + 4),
      valuesAt: (size) => (size <= layout.offset ? start + valueAt : reader.number(block, layout.offset, valueAt)),
    };
  });
}

function* directoriesOf(file: number): Generator<TiffDirectory> {
  const order = Buffer.alloc(2);
  readSync(file, order, 0, 2, 0);
  const reader = new TiffReader(file, order.toString('latin1') === 'II', fstatSync(file).size);
  const layout = reader.at(2, 2) === 43 ? big : classic;
  const seen = new Set<number>();
  for (let at = reader.at(layout.first, layout.offset); at !== 0; ) {
    if (seen.has(at)) throw new Error('the directories of the TIFF form a cycle');
    seen.add(at);
    const entries = reader.at(at, layout.count);
    yield new TiffDirectory(reader, readEntries(reader, layout, at + layout.count, entries), layout === big);
    at = reader.at(at + layout.count + entries * layout.entry, layout.offset);
  }
}

/**
 * Calls a function for each directory of a TIFF.
 * @throws a plain Error if one lies beyond the end of the file, or points back to an earlier one, or if they overlap many times
 */
export function forEachTiffDirectory(path: string, visit: (directory: TiffDirectory) => void): void {
  const file = openSync(path, 'r');
  try {
    for (const directory of directoriesOf(file)) visit(directory);
  } finally {
    closeSync(file);
  }
}

/** The number of directories of a TIFF. @throws like `forEachTiffDirectory` */
export function countTiffDirectories(path: string): number {
  let count = 0;
  forEachTiffDirectory(path, () => {
    count += 1;
  });
  return count;
}

/** Whether all directories but the first are smaller versions of it (TIFF 6.0, NewSubfileType). @throws like `forEachTiffDirectory` */
export function hasReducedDirectories(path: string): boolean {
  const isReduced: boolean[] = [];
  forEachTiffDirectory(path, (directory) => {
    isReduced.push(((directory.numbers(tiffTag.subfileType)[0] ?? 0) & 1) === 1);
  });
  return isReduced.slice(1).every(Boolean);
}
