/** The first directory of an EXIF block: what concerns the whole image. Sources: Exif 2.32, 4.6.4; TIFF 6.0, section 2. */

const exifTag = { orientation: 0x0112, xResolution: 0x011a, resolutionUnit: 0x0128 } as const;
const entryBytes = 12;

/** The data of an EXIF block that concerns the whole image. */
export interface ExifHead {
  /** From 1 to 8. */
  readonly orientation?: number;
  /** Pixels per inch. */
  readonly density?: number;
}

/** Numbers of a TIFF block in its byte order, and its first directory. */
interface TiffHead {
  readonly isLittle: boolean;
  /** Offset of the first directory. */
  readonly directory: number;
  /** Offset of the end of its entries. */
  readonly end: number;
  readonly u16: (at: number) => number;
  readonly u32: (at: number) => number;
}

/** @param tiff a block from its byte order on; undefined if its first directory is not inside of it */
function readTiffHead(tiff: Buffer): TiffHead | undefined {
  const order = tiff.toString('latin1', 0, 2);
  if (tiff.length < 14 || (order !== 'II' && order !== 'MM')) return undefined;
  const isLittle = order === 'II';
  const u16 = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const u32 = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const directory = u32(4);
  if (u16(2) !== 42 || directory < 8 || directory + 2 > tiff.length) return undefined;
  const end = directory + 2 + u16(directory) * entryBytes;
  return end > tiff.length ? undefined : { isLittle, directory, end, u16, u32 };
}

/** Reads the first directory of an EXIF block, without `Exif\0\0`; undefined if the block is malformed. */
export function readExifHead(exif: Buffer): ExifHead | undefined {
  const head = readTiffHead(exif);
  if (head === undefined) return undefined;
  const { directory, end, u16, u32 } = head;
  let [resolution, perInch] = [0, 1];
  let orientation: number | undefined;
  for (let entry = directory + 2; entry < end; entry += entryBytes) {
    const [tag, type, value] = [u16(entry), u16(entry + 2), u16(entry + 8)];
    if (tag === exifTag.orientation) {
      if (type !== 3 || u32(entry + 4) !== 1 || value < 1 || value > 8) return undefined;
      orientation = value;
    }
    const offset = u32(entry + 8);
    if (tag === exifTag.xResolution && type === 5 && offset + 8 <= exif.length) resolution = u32(offset) / Math.max(1, u32(offset + 4));
    if (tag === exifTag.resolutionUnit && value === 3) perInch = 2.54;
  }
  return { ...(orientation !== undefined && { orientation }), ...(resolution > 0 && { density: resolution * perInch }) };
}

/** Writes numbers in the byte order of a block. */
function numbers(isLittle: boolean, ...values: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  const parts = values.map(([bytes, value]) => {
    const part = Buffer.alloc(bytes);
    if (isLittle) part.writeUIntLE(value, 0, bytes);
    else part.writeUIntBE(value, 0, bytes);
    return part;
  });
  return Buffer.concat(parts);
}

/** A block that contains nothing but an orientation. */
export function minimalExif(orientation: number): Buffer {
  const entry = numbers(true, [2, exifTag.orientation], [2, 3], [4, 1], [2, orientation], [2, 0]);
  return Buffer.concat([Buffer.from('II*\0\x08\0\0\0\x01\0', 'latin1'), entry, Buffer.alloc(4)]);
}

/**
 * A copy of a block, or of a whole TIFF file, with an orientation in its first directory. The new directory stands at the end,
 * so that nothing else moves.
 * @returns undefined if the block is malformed
 */
export function withOrientationTag(tiff: Buffer, orientation: number): Buffer | undefined {
  const head = readTiffHead(tiff);
  if (head === undefined || head.end + 4 > tiff.length) return undefined;
  const { isLittle, directory, end, u16 } = head;
  const entries: Buffer[] = [];
  for (let entry = directory + 2; entry < end; entry += entryBytes)
    if (u16(entry) !== exifTag.orientation) entries.push(tiff.subarray(entry, entry + entryBytes));
  const tagOf = (entry: Buffer) => (isLittle ? entry.readUInt16LE() : entry.readUInt16BE());
  entries.push(numbers(isLittle, [2, exifTag.orientation], [2, 3], [4, 1], [2, orientation], [2, 0]));
  entries.sort((a, b) => tagOf(a) - tagOf(b));
  // Directories begin at an even offset.
  const start = tiff.length + (tiff.length % 2);
  const whole = Buffer.concat([tiff, Buffer.alloc(tiff.length % 2), numbers(isLittle, [2, entries.length]), ...entries]);
  numbers(isLittle, [4, start]).copy(whole, 4);
  return Buffer.concat([whole, tiff.subarray(end, end + 4)]);
}
