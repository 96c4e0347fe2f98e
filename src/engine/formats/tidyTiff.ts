import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import { big, classic, forEachTiffDirectory, type TiffDirectory, type TiffEntry, tiffTag } from './tiffDirectories';

/**
 * Writes the directories of a TIFF anew, with the tags that concern its pixels and its metadata, in their order. libtiff warns of
 * everything else, and its first warning hides those about pixels. Sources: TIFF 6.0; libtiff's tif_dirread.c.
 */

/** What a kept tag must hold: one value of a type, or whatever it holds. */
type Form = 'any' | 'short' | 'rational';

const typeOf = { short: 3, rational: 5 } as const;

/** Tags of the pixels (TIFF 6.0), then XMP, IPTC, Photoshop's block, and the color profile. */
const keptTags: Readonly<Record<number, Form>> = {
  ...{ 254: 'any', 256: 'any', 257: 'any', 258: 'any', 259: 'any', 262: 'any', 266: 'any', 273: 'any', 277: 'any', 278: 'any', 279: 'any' },
  ...{ 274: 'short', 282: 'rational', 283: 'rational', 284: 'any', 292: 'any', 293: 'any', 296: 'short', 317: 'any', 320: 'any' },
  ...{ 322: 'any', 323: 'any', 324: 'any', 325: 'any', 332: 'any', 338: 'any', 339: 'any', 347: 'any' },
  ...{ 529: 'any', 530: 'any', 531: 'any', 532: 'any' },
  ...{ 700: 'any', 33723: 'any', 34377: 'any', 34675: 'any' },
};

/** Bytes of a value by type. Sources: TIFF 6.0; BigTIFF. */
const valueBytes: Readonly<Record<number, number>> = {
  ...{ 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8 },
};

/** Color channels by photometric interpretation: gray, RGB, palette, mask, CMYK, YCbCr, Lab. */
const colorChannels: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 3, 3: 1, 4: 1, 5: 4, 6: 3, 8: 3 };

/** Whether an entry has the form that its tag must have. @throws a plain Error if its values lie beyond the end of the file */
function isSound({ tag, type, count, valuesAt }: TiffEntry, size: number): boolean {
  const form = keptTags[tag];
  const bytes = valueBytes[type];
  if (bytes === undefined || count === 0) return false;
  if (valuesAt(bytes * count) + bytes * count > size) throw new Error('truncated TIFF');
  return form !== undefined && (form === 'any' || (type === typeOf[form] && count === 1));
}

/** Writes the parts of directories at the end of a file. */
class DirectoryWriter {
  readonly #layout: typeof classic | typeof big;
  /** Where the offset of the next directory belongs. */
  #pointerAt: number;

  constructor(
    readonly file: number,
    readonly isLittle: boolean,
    readonly isBig: boolean,
  ) {
    this.#layout = isBig ? big : classic;
    this.#pointerAt = this.#layout.first;
  }

  number(value: number, bytes: 2 | 4 | 8): Buffer {
    const written = Buffer.alloc(bytes);
    if (bytes === 8) this.isLittle ? written.writeBigUInt64LE(BigInt(value)) : written.writeBigUInt64BE(BigInt(value));
    else if (this.isLittle) written.writeUIntLE(value, 0, bytes);
    else written.writeUIntBE(value, 0, bytes);
    return written;
  }

  /** An entry of short values. Values that do not fit into it are written first. */
  shorts(tag: number, values: readonly number[]): Buffer {
    const data = Buffer.concat(values.map((value) => this.number(value, 2)));
    const { offset } = this.#layout;
    const place = data.length > offset ? this.number(this.#append(data), offset) : Buffer.concat([data], offset);
    return Buffer.concat([this.number(tag, 2), this.number(typeOf.short, 2), this.number(values.length, offset), place]);
  }

  /** An entry like another, with one whole number as its value. */
  withNumber({ tag }: TiffEntry, value: number): Buffer {
    const { offset } = this.#layout;
    const place = Buffer.concat([this.number(value, 4)], offset);
    return Buffer.concat([this.number(tag, 2), this.number(4, 2), this.number(1, offset), place]);
  }

  /** Appends a directory, and lets the one before point to it. */
  directory(entries: readonly Buffer[]): void {
    const { count, offset } = this.#layout;
    const head = this.number(entries.length, count);
    const start = this.#append(Buffer.concat([head, ...entries, Buffer.alloc(offset)]));
    writeSync(this.file, this.number(start, offset), 0, offset, this.#pointerAt);
    this.#pointerAt = start + head.length + entries.reduce((sum, { length }) => sum + length, 0);
  }

  /** Writes at the next even offset. */
  #append(data: Buffer): number {
    const { size } = fstatSync(this.file);
    const start = size + (size % 2);
    writeSync(this.file, data, 0, data.length, start);
    return start;
  }
}

/** The entry about channels that are no colors, which many writers forget; undefined if the directory is right about them. */
function missingExtras(directory: TiffDirectory, writer: DirectoryWriter): Buffer | undefined {
  const [photometric = 1] = directory.numbers(tiffTag.photometric);
  const [samples = 1] = directory.numbers(tiffTag.samples);
  const extra = samples - (colorChannels[photometric] ?? samples);
  const isRight = extra <= 0 || directory.numbers(tiffTag.extraSamples).length === extra;
  return isRight ? undefined : writer.shorts(tiffTag.extraSamples, new Array(extra).fill(0));
}

/** The length of the only strip of uncompressed samples; undefined for other directories. */
function plainLength(directory: TiffDirectory): number | undefined {
  const first = (tag: number, usual: number) => directory.numbers(tag)[0] ?? usual;
  const offsets = directory.numbers(tiffTag.stripOffsets);
  if (offsets.length !== 1 || first(tiffTag.compression, 1) !== 1) return undefined;
  const rowBytes = Math.ceil((first(tiffTag.width, 0) * first(tiffTag.samples, 1) * first(tiffTag.bits, 1)) / 8);
  return rowBytes * first(tiffTag.height, 0);
}

/** Refuses a directory whose samples lie beyond the end: they must not seem to go on in what is appended. @throws a plain Error */
function requireSamples(directory: TiffDirectory, plain: number | undefined): void {
  for (const { offset, length } of directory.parts())
    if (offset + (plain ?? length) > directory.reader.size) throw new Error('truncated TIFF');
}

function tidyEntries(directory: TiffDirectory, writer: DirectoryWriter): Buffer[] {
  const kept = new Map<number, Buffer>();
  const length = plainLength(directory);
  requireSamples(directory, length);
  for (const entry of directory.entries) {
    const { tag, bytes } = entry;
    if (kept.has(tag) || !isSound(entry, directory.reader.size)) continue;
    kept.set(tag, tag === tiffTag.stripLengths && length !== undefined ? writer.withNumber(entry, length) : bytes);
  }
  const extras = missingExtras(directory, writer);
  if (extras) kept.set(tiffTag.extraSamples, extras);
  return [...kept].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
}

/** Writes the directories of a TIFF anew, at its end. The samples stay where they are. @throws like `forEachTiffDirectory` */
export function tidyTiff(path: string): void {
  const file = openSync(path, 'r+');
  try {
    let writer: DirectoryWriter | undefined;
    forEachTiffDirectory(path, (directory) => {
      writer ??= new DirectoryWriter(file, directory.reader.isLittle, directory.isBig);
      writer.directory(tidyEntries(directory, writer));
    });
  } finally {
    closeSync(file);
  }
}
