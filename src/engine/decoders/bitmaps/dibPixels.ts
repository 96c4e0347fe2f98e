import type { DecodedImage } from '../decoder';
import { DecodingError } from '../decodingErrors';
import { bytesFor } from '../readBytes';
import type { Dib } from './dib';

/** The pixels of a device-independent bitmap. Source: "Bitmap Compression" and "Bitmap Storage" (Microsoft). */

/** Bytes of an uncompressed row, which is padded to four. */
export function dibRowBytes(width: number, bitsPerPixel: number): number {
  return Math.ceil((width * bitsPerPixel) / 32) * 4;
}

/** The offset after the uncompressed pixels. The padding of the last row may be missing. */
function endOfRows({ width, height, bitsPerPixel, pixelsAt }: Dib): number {
  return pixelsAt + dibRowBytes(width, bitsPerPixel) * (height - 1) + Math.ceil((width * bitsPerPixel) / 8);
}

/** The row of the file that is row `y` of the result. */
function storedRow({ height, isTopDown }: Dib, y: number): number {
  return isTopDown ? y : height - 1 - y;
}

/** Rows of indices, packed from the upper bits on. */
interface PackedIndices {
  readonly bytes: Uint8Array;
  /** Offset of the first row. */
  readonly start: number;
  readonly bits: number;
  readonly rowBytes: number;
}

/** Writes the colors of indices. */
function fillFromPalette(dib: Dib, { bytes, start, bits, rowBytes }: PackedIndices, samples: Uint8Array): void {
  const { width, height, isGray } = dib;
  const palette = dib.palette as Uint8Array;
  const mask = 2 ** bits - 1;
  const indicesPerByte = 8 / bits;
  let to = 0;
  for (let y = 0; y < height; y += 1) {
    let at = start + storedRow(dib, y) * rowBytes;
    let shift = 8 - bits;
    for (let x = 0; x < width; x += 1) {
      const color = (((bytes[at] as number) >> shift) & mask) * 3;
      if (x % indicesPerByte === indicesPerByte - 1) {
        shift = 8 - bits;
        at += 1;
      } else shift -= bits;
      samples[to] = palette[color] as number;
      if (isGray) to += 1;
      else {
        samples[to + 1] = palette[color + 1] as number;
        samples[to + 2] = palette[color + 2] as number;
        to += 3;
      }
    }
  }
}

/** How the value of a bit field becomes a sample: `table[(pixel >>> shift) & mask]`. */
interface Field {
  readonly shift: number;
  readonly mask: number;
  readonly table: Uint8Array;
}

function fieldOf(mask: number): Field {
  if (mask === 0) return { shift: 0, mask: 0, table: new Uint8Array(1) };
  const highest = 32 - Math.clz32(mask);
  const lowest = 31 - Math.clz32(mask & -mask);
  // Of long fields, lower bits do not show in 8 bits.
  const bits = Math.min(highest - lowest, 16);
  const largest = 2 ** bits - 1;
  const table = Uint8Array.from({ length: largest + 1 }, (_, value) => Math.round((value * 255) / largest));
  return { shift: highest - bits, mask: largest, table };
}

/** Offsets of the samples in a pixel of four bytes. */
type QuadOffsets = readonly [red: number, green: number, blue: number, alpha: number | undefined];

/** The offsets for masks; undefined unless each is one whole byte. */
function quadOffsets({ bitsPerPixel, masks }: Dib): QuadOffsets | undefined {
  const [red, green, blue, alpha] = masks.map((mask) => [0xff, 0xff00, 0xff0000, 0xff000000].indexOf(mask)) as [
    number,
    number,
    number,
    number,
  ];
  const isWhole = bitsPerPixel === 32 && Math.min(red, green, blue) >= 0 && (alpha >= 0 || masks[3] === 0);
  return isWhole ? [red, green, blue, alpha < 0 ? undefined : alpha] : undefined;
}

/** Decodes pixels of 32 bits whose fields are bytes, which is what nearly all files have. @returns whether any alpha is not 0 */
function fillFromQuads(dib: Dib, file: Buffer, samples: Uint8Array, [redAt, greenAt, blueAt, alphaAt]: QuadOffsets): boolean {
  const { width, height, pixelsAt } = dib;
  let to = 0;
  let anyAlpha = 0;
  for (let y = 0; y < height; y += 1) {
    let at = pixelsAt + storedRow(dib, y) * width * 4;
    for (let x = 0; x < width; x += 1) {
      samples[to] = file[at + redAt] as number;
      samples[to + 1] = file[at + greenAt] as number;
      samples[to + 2] = file[at + blueAt] as number;
      to += 3;
      if (alphaAt !== undefined) {
        const value = file[at + alphaAt] as number;
        samples[to] = value;
        anyAlpha |= value;
        to += 1;
      }
      at += 4;
    }
  }
  return anyAlpha !== 0;
}

/** Decodes pixels of 16 or 32 bits. @returns whether any alpha is not 0 */
function fillFromFields(dib: Dib, file: Buffer, samples: Uint8Array): boolean {
  const { width, height, bitsPerPixel, pixelsAt, masks } = dib;
  const [red, green, blue, alpha] = masks.map(fieldOf) as [Field, Field, Field, Field];
  const [redShift, greenShift, blueShift, alphaShift] = [red.shift, green.shift, blue.shift, alpha.shift];
  const [redMask, greenMask, blueMask, alphaMask] = [red.mask, green.mask, blue.mask, alpha.mask];
  const [redTable, greenTable, blueTable, alphaTable] = [red.table, green.table, blue.table, alpha.table];
  const channels = masks[3] === 0 ? 3 : 4;
  const isWide = bitsPerPixel === 32;
  let to = 0;
  let anyAlpha = 0;
  const rowBytes = dibRowBytes(width, bitsPerPixel);
  for (let y = 0; y < height; y += 1) {
    let at = pixelsAt + storedRow(dib, y) * rowBytes;
    for (let x = 0; x < width; x += 1) {
      let pixel = (file[at] as number) | ((file[at + 1] as number) << 8);
      if (isWide) pixel |= ((file[at + 2] as number) << 16) | ((file[at + 3] as number) << 24);
      at += isWide ? 4 : 2;
      samples[to] = redTable[(pixel >>> redShift) & redMask] as number;
      samples[to + 1] = greenTable[(pixel >>> greenShift) & greenMask] as number;
      samples[to + 2] = blueTable[(pixel >>> blueShift) & blueMask] as number;
      if (channels === 4) {
        const value = alphaTable[(pixel >>> alphaShift) & alphaMask] as number;
        samples[to + 3] = value;
        anyAlpha |= value;
      }
      to += channels;
    }
  }
  return anyAlpha !== 0;
}

function fillFromBytes(dib: Dib, file: Buffer, samples: Uint8Array): void {
  const { width, height, pixelsAt } = dib;
  const rowBytes = dibRowBytes(width, 24);
  let to = 0;
  for (let y = 0; y < height; y += 1) {
    let at = pixelsAt + storedRow(dib, y) * rowBytes;
    for (let x = 0; x < width; x += 1) {
      samples[to] = file[at + 2] as number;
      samples[to + 1] = file[at + 1] as number;
      samples[to + 2] = file[at] as number;
      at += 3;
      to += 3;
    }
  }
}

/** Two bytes stand for a run of up to 255 pixels. Offsets skip more, so small files may also be of this size. */
const mostPixelsPerPair = 255;
const alwaysAllowedPixels = 1 << 20;

/** The second byte after a zero. Other values announce so many pixels one by one. */
const marks = { endOfRow: 0, endOfBitmap: 1, offset: 2 } as const;

/**
 * Indices of run-length encoded pixels, a byte each, in the order of the file. Skipped pixels have index 0, as in Windows. Runs
 * are cut off at the end of their row, since some programs round them up.
 */
function decodeRuns({ width, height, encoding, pixelsAt }: Dib, file: Buffer): Uint8Array {
  const most = Math.max(((file.length - pixelsAt) / 2) * mostPixelsPerPair, alwaysAllowedPixels);
  if (width * height > most) throw new DecodingError('truncated', 'missing pixels');
  const isNibbles = encoding === 'rle4';
  const indices = bytesFor({ width, height, space: 'gray', alpha: false });
  let [x, y, at] = [0, 0, pixelsAt];
  while (at + 2 <= file.length) {
    const [count, value] = [file[at] as number, file[at + 1] as number];
    at += 2;
    if (count === 0 && value === marks.endOfBitmap) return indices;
    if (count === 0 && value === marks.endOfRow) {
      [x, y] = [0, y + 1];
      continue;
    }
    if (count === 0 && value === marks.offset) {
      if (at + 2 > file.length) break;
      x += file[at] as number;
      y += file[at + 1] as number;
      at += 2;
      if (x > width || y >= height) throw new DecodingError('damaged', 'an offset to outside of the bitmap');
      continue;
    }
    if (y >= height) throw new DecodingError('damaged', 'more rows than the bitmap has');
    const to = y * width + x;
    const pixels = Math.min(count === 0 ? value : count, width - x);
    if (count > 0) {
      for (let index = 0; index < pixels; index += 1) indices[to + index] = isNibbles ? (index % 2 ? value & 15 : value >> 4) : value;
    } else {
      const bytes = isNibbles ? Math.ceil(value / 2) : value;
      if (at + bytes > file.length) break;
      for (let index = 0; index < pixels; index += 1) {
        const byte = file[at + (isNibbles ? index >> 1 : index)] as number;
        indices[to + index] = isNibbles ? (index % 2 ? byte & 15 : byte >> 4) : byte;
      }
      // Padded to an even number.
      at += bytes + (bytes % 2);
    }
    x += pixels;
  }
  // Some programs leave out the end of the bitmap.
  if (y >= height || (y === height - 1 && x >= width)) return indices;
  throw new DecodingError('truncated', 'missing rows');
}

/** The decoded pixels, and whether any is at least partly opaque by its own alpha. */
export interface DibPixels {
  readonly image: DecodedImage;
  readonly hasVisibleAlpha: boolean;
}

function fillUnpacked(dib: Dib, file: Buffer, samples: Uint8Array): boolean {
  const { width, bitsPerPixel, pixelsAt } = dib;
  const rowBytes = dibRowBytes(width, bitsPerPixel);
  if (bitsPerPixel <= 8) fillFromPalette(dib, { bytes: file, start: pixelsAt, bits: bitsPerPixel, rowBytes }, samples);
  else if (bitsPerPixel === 24) fillFromBytes(dib, file, samples);
  else {
    const offsets = quadOffsets(dib);
    return offsets ? fillFromQuads(dib, file, samples, offsets) : fillFromFields(dib, file, samples);
  }
  return false;
}

/**
 * Decodes the pixels of a bitmap: gray for a gray palette, with alpha if there is a mask of it. If all alpha is 0, the program
 * that wrote it knew nothing of alpha, and the image is opaque, as in browsers.
 * @throws DecodingError
 */
export function decodeDib(dib: Dib, file: Buffer): DibPixels {
  const { width, height, isGray, encoding, masks } = dib;
  const form = { width, height, bits: 8, space: isGray ? 'gray' : 'rgb', alpha: masks[3] !== 0 } as const;
  if (encoding !== 'raw') {
    const indices = decodeRuns(dib, file);
    const samples = bytesFor(form);
    fillFromPalette(dib, { bytes: indices, start: 0, bits: 8, rowBytes: width }, samples);
    return { image: { ...form, samples }, hasVisibleAlpha: false };
  }
  if (endOfRows(dib) > file.length) throw new DecodingError('truncated', 'missing rows');
  const samples = bytesFor(form);
  const hasVisibleAlpha = fillUnpacked(dib, file, samples);
  if (form.alpha && !hasVisibleAlpha) for (let at = 3; at < samples.length; at += 4) samples[at] = 255;
  return { image: { ...form, samples }, hasVisibleAlpha };
}
