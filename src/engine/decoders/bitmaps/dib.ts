import * as l10n from '@vscode/l10n';
import type { PixelSize } from '../../../shared/values/pixelSize';
import type { ReadableBytes } from '../decoder';
import { DecodingError } from '../decodingErrors';
import { readExactly, requirePositiveSize } from '../readBytes';

/**
 * The header and palette of a device-independent bitmap, in BMP, ICO and CUR. Sources: "Bitmap Header Types" (Microsoft) for
 * Windows, "OS/2 Presentation Manager Programming Reference" (IBM) for OS/2.
 */

/** Bit masks of red, green, blue and alpha in a pixel of 16 or 32 bits. 0 is a missing channel. */
export type Masks = readonly [red: number, green: number, blue: number, alpha: number];

/** A bitmap without its pixels. */
export interface Dib extends PixelSize {
  readonly bitsPerPixel: number;
  readonly encoding: 'raw' | 'rle4' | 'rle8';
  readonly isTopDown: boolean;
  /** Red, green and blue of 256 colors. Indices beyond the palette of the file are black, as in browsers. */
  readonly palette?: Uint8Array;
  /** Whether all colors of the palette are grays. */
  readonly isGray: boolean;
  readonly masks: Masks;
  /** Offset of the pixels. */
  readonly pixelsAt: number;
  readonly icc?: Buffer;
  /** In pixels per inch. */
  readonly density?: number;
}

/** BITMAPCOREHEADER of OS/2 1.x, with sizes of 16 bits and colors of three bytes. */
const coreHeadBytes = 12;
/** BITMAPINFOHEADER. */
const infoHeadBytes = 40;
/** The headers with masks of red, green and blue, and with a mask of alpha (V3). Both were made by Adobe. */
const colorMaskHeadBytes = 52;
const alphaMaskHeadBytes = 56;
/** OS22XBITMAPHEADER, the end of which may be left out. */
const os2HeadBytes = 64;
const v4HeadBytes = 108;
const v5HeadBytes = 124;
const windowsHeads: readonly number[] = [infoHeadBytes, colorMaskHeadBytes, alphaMaskHeadBytes, v4HeadBytes, v5HeadBytes];

/** Values of biCompression. Those from 11 on are for CMYK. */
const compression = { none: 0, rle8: 1, rle4: 2, bitFields: 3, jpeg: 4, png: 5, alphaBitFields: 6, cmyk: 11, lastCmyk: 13 } as const;
const depths: readonly number[] = [1, 2, 4, 8, 16, 24, 32];
/** bV5CSType of an embedded profile. A linked one is in another file. */
const embeddedProfile = 0x4d424544;

const plainMasks: Readonly<Record<number, Masks>> = { 16: [0x7c00, 0x3e0, 0x1f, 0], 32: [0xff0000, 0xff00, 0xff, 0] };

/** A header, filled up with zeros to the length of the longest. */
function readHead(file: ReadableBytes, at: number): { readonly head: Buffer; readonly length: number } {
  const length = readExactly(file, at, 4).readUInt32LE(0);
  const isOs2 = length === coreHeadBytes || (length >= 16 && length <= os2HeadBytes && length % 4 === 0);
  if (!isOs2 && !windowsHeads.includes(length)) throw new DecodingError('damaged', `a bitmap header of ${length} bytes`);
  const head = Buffer.alloc(v5HeadBytes);
  readExactly(file, at, length).copy(head);
  return { head, length };
}

function encodingOf(method: number, bitsPerPixel: number, isOs2: boolean): Dib['encoding'] {
  const { rle4, rle8, bitFields, jpeg, png, cmyk, lastCmyk } = compression;
  const unsupported = (name: string) => new DecodingError('unsupported', l10n.t('BMP with {0} compression', name));
  if (isOs2 && method === bitFields) throw unsupported('Huffman');
  if (isOs2 && method === jpeg) throw unsupported('RLE24');
  if (method === jpeg) throw unsupported('JPEG');
  if (method === png) throw unsupported('PNG');
  if (method >= cmyk && method <= lastCmyk) throw new DecodingError('unsupported', l10n.t('BMP with CMYK colors'));
  if (bitsPerPixel === 64) throw new DecodingError('unsupported', l10n.t('BMP with 64 bits per pixel'));
  if (!depths.includes(bitsPerPixel)) throw new DecodingError('damaged', `${bitsPerPixel} bits per pixel`);
  if (method === rle8 && bitsPerPixel === 8) return 'rle8';
  if (method === rle4 && bitsPerPixel === 4) return 'rle4';
  const hasFields = method === bitFields || method === compression.alphaBitFields;
  if (method === compression.none || (hasFields && plainMasks[bitsPerPixel])) return 'raw';
  throw new DecodingError('damaged', `compression ${method} of ${bitsPerPixel} bits per pixel`);
}

/** Whether the bits of a mask are neighbors. */
function isContiguous(mask: number): boolean {
  const lowest = mask & -mask;
  return mask === 0 || Math.log2(mask / (lowest >>> 0) + 1) % 1 === 0;
}

/** The masks from an offset on, where alpha may be missing. */
function masksAt(bytes: Buffer, at: number, hasAlpha: boolean): Masks {
  const masks = [0, 4, 8, 12].map((offset) => (offset < 12 || hasAlpha ? bytes.readUInt32LE(at + offset) : 0));
  if (!masks.every(isContiguous)) throw new DecodingError('damaged', 'a bit mask with gaps');
  return masks as [number, number, number, number];
}

interface ReadMasks {
  readonly masks: Masks;
  /** Bytes of masks after the header. */
  readonly bytes: number;
}

/** Without bit fields, the fourth byte of 32 bits is undefined by the specification, and is ignored as in browsers. */
function readMasks(file: ReadableBytes, end: number, bitsPerPixel: number, { head, length, method }: MethodOfHead): ReadMasks {
  const none = { masks: plainMasks[bitsPerPixel] ?? [0, 0, 0, 0], bytes: 0 } as const;
  if (method !== compression.bitFields && method !== compression.alphaBitFields) return none;
  if (length >= colorMaskHeadBytes) return { masks: masksAt(head, infoHeadBytes, length >= alphaMaskHeadBytes), bytes: 0 };
  const hasAlpha = method === compression.alphaBitFields;
  const bytes = hasAlpha ? 16 : 12;
  return { masks: masksAt(readExactly(file, end, bytes), 0, hasAlpha), bytes };
}

interface MethodOfHead {
  readonly head: Buffer;
  readonly length: number;
  readonly method: number;
}

/** Entries are blue, green, red, and in all but OS/2 1.x a reserved byte. */
function parsePalette(entries: Buffer, entryBytes: number): Uint8Array {
  const palette = new Uint8Array(256 * 3);
  for (let from = 0, to = 0; from < entries.length; from += entryBytes, to += 3) {
    palette[to] = entries[from + 2] as number;
    palette[to + 1] = entries[from + 1] as number;
    palette[to + 2] = entries[from] as number;
  }
  return palette;
}

function isGrayPalette(palette: Uint8Array): boolean {
  for (let at = 0; at < palette.length; at += 3) {
    if (palette[at] !== palette[at + 1] || palette[at] !== palette[at + 2]) return false;
  }
  return true;
}

/** The size as stored: a negative height stands for rows from the top. */
function storedSize(head: Buffer, isCore: boolean): PixelSize {
  if (isCore) return { width: head.readUInt16LE(4), height: head.readUInt16LE(6) };
  return { width: head.readInt32LE(4), height: head.readInt32LE(8) };
}

function profileOf(file: ReadableBytes, at: number, { head, length }: MethodOfHead): { readonly icc?: Buffer } {
  if (length !== v5HeadBytes || head.readUInt32LE(56) !== embeddedProfile) return {};
  const bytes = head.readUInt32LE(116);
  return bytes === 0 ? {} : { icc: readExactly(file, at + head.readUInt32LE(112), bytes) };
}

/**
 * Reads the header of a bitmap, its palette and its profile.
 * @param at offset of the header
 * @param pixelsAt offset of the pixels by the file header; without one, or if that is impossible, they follow the palette
 * @throws DecodingError
 */
export function readDib(file: ReadableBytes, at: number, pixelsAt = 0): Dib {
  const { head, length } = readHead(file, at);
  const isCore = length === coreHeadBytes;
  const { width, height } = storedSize(head, isCore);
  const bitsPerPixel = head.readUInt16LE(isCore ? 10 : 14);
  const method = isCore ? compression.none : head.readUInt32LE(16);
  requirePositiveSize(width, Math.abs(height));
  const encoding = encodingOf(method, bitsPerPixel, !windowsHeads.includes(length));
  if (encoding !== 'raw' && height < 0) throw new DecodingError('damaged', 'compressed rows from the top');

  const { masks, bytes } = readMasks(file, at + length, bitsPerPixel, { head, length, method });
  const paletteAt = at + length + bytes;
  const entryBytes = isCore ? 3 : 4;
  const colors = isCore ? 0 : head.readUInt32LE(32);
  const mostColors = bitsPerPixel <= 8 ? 2 ** bitsPerPixel : colors;
  let count = colors === 0 ? mostColors : Math.min(colors, mostColors);
  if (pixelsAt >= paletteAt) count = Math.min(count, Math.floor((pixelsAt - paletteAt) / entryBytes));
  const palette = bitsPerPixel <= 8 ? parsePalette(readExactly(file, paletteAt, count * entryBytes), entryBytes) : undefined;

  const profile = profileOf(file, at, { head, length, method });
  const pixelsPerMeter = isCore ? 0 : head.readInt32LE(24);
  return {
    ...{ width, height: Math.abs(height), bitsPerPixel, encoding, isTopDown: height < 0, masks },
    ...(palette && { palette }),
    // A profile is for RGB.
    isGray: palette !== undefined && profile.icc === undefined && isGrayPalette(palette),
    pixelsAt: pixelsAt >= paletteAt ? pixelsAt : paletteAt + count * entryBytes,
    ...profile,
    ...(pixelsPerMeter > 0 && { density: pixelsPerMeter * 0.0254 }),
  };
}
