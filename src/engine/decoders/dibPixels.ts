import type { DecodedImage } from './decoder';
import { DecodingError } from './decodingErrors';
import type { Dib } from './dib';
import { bytesFor } from './readBytes';

/** The pixels of a device-independent bitmap. Source: "Bitmap Compression" and "Bitmap Storage" (Microsoft). */

/** Bytes of an uncompressed row, which is padded to four. */
export function dibRowBytes(width: number, bitsPerPixel: number): number {
  return Math.ceil((width * bitsPerPixel) / 32) * 4;
}

/** The offset after the uncompressed pixels. The padding of the last row may be missing. */
function endOfRows({ width, height, bitsPerPixel, pixelsAt }: Dib): number {
  return pixelsAt + dibRowBytes(width, bitsPerPixel) * (height - 1) + Math.ceil((width * bitsPerPixel) / 8);
}

/** Calls back for each row of the result with the offset of the stored one. */
function forEachRow({ height, isTopDown }: Dib, rowBytes: number, onRow: (y: number, offset: number) => void): void {
  for (let y = 0; y < height; y += 1) onRow(y, (isTopDown ? y : height - 1 - y) * rowBytes);
}

/** Writes the colors of indices. Rows of them are packed from the upper bits on. */
function fillFromPalette(
  dib: Dib,
  indices: Buffer | Uint8Array,
  packing: { readonly bits: number; readonly rowBytes: number },
  samples: Uint8Array,
): void {
  const { width, isGray } = dib;
  const palette = dib.palette as Uint8Array;
  const { bits, rowBytes } = packing;
  const mask = 2 ** bits - 1;
  let to = 0;
  forEachRow(dib, rowBytes, (_, offset) => {
    for (let x = 0; x < width; x += 1) {
      const bit = x * bits;
      const index = ((indices[offset + Math.floor(bit / 8)] as number) >> (8 - bits - (bit & 7))) & mask;
      samples[to] = palette[index * 3] as number;
      if (!isGray) {
        samples[to + 1] = palette[index * 3 + 1] as number;
        samples[to + 2] = palette[index * 3 + 2] as number;
      }
      to += isGray ? 1 : 3;
    }
  });
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

/** Decodes pixels of 16 or 32 bits. @returns whether any alpha is not 0 */
function fillFromFields(dib: Dib, file: Buffer, samples: Uint8Array): boolean {
  const { width, bitsPerPixel, pixelsAt, masks } = dib;
  const [red, green, blue, alpha] = masks.map(fieldOf) as [Field, Field, Field, Field];
  const [redShift, greenShift, blueShift, alphaShift] = [red.shift, green.shift, blue.shift, alpha.shift];
  const [redMask, greenMask, blueMask, alphaMask] = [red.mask, green.mask, blue.mask, alpha.mask];
  const [redTable, greenTable, blueTable, alphaTable] = [red.table, green.table, blue.table, alpha.table];
  const channels = masks[3] === 0 ? 3 : 4;
  const isWide = bitsPerPixel === 32;
  let to = 0;
  let anyAlpha = 0;
  forEachRow(dib, dibRowBytes(width, bitsPerPixel), (_, offset) => {
    let at = pixelsAt + offset;
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
  });
  return anyAlpha !== 0;
}

function fillFromBytes(dib: Dib, file: Buffer, samples: Uint8Array): void {
  let to = 0;
  forEachRow(dib, dibRowBytes(dib.width, 24), (_, offset) => {
    let at = dib.pixelsAt + offset;
    for (let x = 0; x < dib.width; x += 1) {
      samples[to] = file[at + 2] as number;
      samples[to + 1] = file[at + 1] as number;
      samples[to + 2] = file[at] as number;
      at += 3;
      to += 3;
    }
  });
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
  if (bitsPerPixel <= 8) fillFromPalette(dib, file.subarray(pixelsAt), { bits: bitsPerPixel, rowBytes }, samples);
  else if (bitsPerPixel === 24) fillFromBytes(dib, file, samples);
  else return fillFromFields(dib, file, samples);
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
    fillFromPalette(dib, indices, { bits: 8, rowBytes: width }, samples);
    return { image: { ...form, samples }, hasVisibleAlpha: false };
  }
  if (endOfRows(dib) > file.length) throw new DecodingError('truncated', 'missing rows');
  const samples = bytesFor(form);
  const hasVisibleAlpha = fillUnpacked(dib, file, samples);
  if (form.alpha && !hasVisibleAlpha) for (let at = 3; at < samples.length; at += 4) samples[at] = 255;
  return { image: { ...form, samples }, hasVisibleAlpha };
}
