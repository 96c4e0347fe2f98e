import * as l10n from '@vscode/l10n';
import type { PixelSize } from '../../shared/values/pixelSize';
import type { ReadableBytes } from './decoder';
import { DecodingError } from './decodingErrors';
import { readExactly, requirePositiveSize } from './readBytes';

/** The header and the extension area of TGA. Source: "Truevision TGA File Format Specification", version 2.0 (Truevision, 1991). */

const headBytes = 18;
/** Offsets of the extension area and the developer area, and the signature. */
const footerBytes = 26;
const signature = 'TRUEVISION-XFILE.\0';
/** Of the extension area, up to the attributes type. */
const extensionBytes = 495;
/** Attributes types. Missing is what files without an extension area have. */
const attributes = { none: 0, ignored: 1, premultiplied: 4, missing: -1 } as const;

const kinds: Readonly<Record<number, TgaHead['kind']>> = { 1: 'mapped', 2: 'color', 3: 'gray', 9: 'mapped', 10: 'color', 11: 'gray' };
const depths: Readonly<Record<TgaHead['kind'], readonly number[]>> = { mapped: [8, 16], color: [15, 16, 24, 32], gray: [8, 16] };
/** In 16 bits of a gray image, the second byte is alpha. */
const grayAlphaDepth = 16;

/** The header of an image. */
export interface TgaHead extends PixelSize {
  readonly kind: 'mapped' | 'color' | 'gray';
  readonly hasRuns: boolean;
  readonly bitsPerPixel: number;
  /** Bits of an entry of the color map. Images of the other kinds may have one, too, which is skipped. */
  readonly mapBits: number;
  readonly mapFirst: number;
  readonly mapLength: number;
  readonly mapAt: number;
  readonly pixelsAt: number;
  readonly isFromTop: boolean;
  readonly isFromRight: boolean;
  readonly alpha: boolean;
  readonly isPremultiplied: boolean;
}

/** The offset of the extension area by the footer; undefined for files of version 1. */
function extensionOffset(file: ReadableBytes): number | undefined {
  if (file.size < headBytes + footerBytes) return undefined;
  const footer = file.read(file.size - footerBytes, footerBytes);
  return footer.toString('latin1', 8) === signature ? footer.readUInt32LE(0) : undefined;
}

function attributesType(file: ReadableBytes): number {
  const at = extensionOffset(file) ?? 0;
  if (at < headBytes || at + extensionBytes > file.size) return attributes.missing;
  const extension = readExactly(file, at, extensionBytes);
  return extension.readUInt16LE(0) >= extensionBytes ? extension.readUInt8(extensionBytes - 1) : attributes.missing;
}

interface ColorDepth {
  readonly kind: TgaHead['kind'];
  /** Of a pixel, or of an entry of the color map. */
  readonly bits: number;
  readonly attributeBits: number;
}

/** Many programs write alpha in 32 bits without a word of it in the descriptor. In 16 bits, the upper one needs that. */
function hasAlpha({ kind, bits, attributeBits }: ColorDepth, type: number): boolean {
  if (type === attributes.none || type === attributes.ignored) return false;
  if (kind === 'gray') return bits === grayAlphaDepth;
  return bits === 32 || (bits === 16 && attributeBits === 1);
}

/** Bytes of a pixel or of an entry of the color map. */
export function tgaBytes(bits: number): number {
  return Math.ceil(bits / 8);
}

/** Reads the header, the footer and the attributes type. @throws DecodingError */
export function readTgaHead(file: ReadableBytes): TgaHead {
  const head = readExactly(file, 0, headBytes);
  const [idBytes, mapType, type] = [head.readUInt8(0), head.readUInt8(1), head.readUInt8(2)];
  if (type === 32 || type === 33) throw new DecodingError('unsupported', l10n.t('TGA with Huffman compression'));
  const kind = kinds[type];
  if (kind === undefined || mapType > 1) throw new DecodingError('damaged', `type ${type}, color map of type ${mapType}`);
  const [mapFirst, mapLength, mapBits] = [head.readUInt16LE(3), mapType === 1 ? head.readUInt16LE(5) : 0, head.readUInt8(7)];
  const [width, height] = [head.readUInt16LE(12), head.readUInt16LE(14)];
  const [bitsPerPixel, descriptor] = [head.readUInt8(16), head.readUInt8(17)];
  requirePositiveSize(width, height);
  if (!depths[kind].includes(bitsPerPixel)) throw new DecodingError('damaged', `${bitsPerPixel} bits per pixel`);
  if (kind === 'mapped' && mapLength === 0) throw new DecodingError('damaged', 'no color map');
  if (mapLength > 0 && !depths.color.includes(mapBits)) throw new DecodingError('damaged', `${mapBits} bits per color`);
  if (descriptor >= 0x40) throw new DecodingError('unsupported', l10n.t('TGA with interleaved rows'));

  const mapAt = headBytes + idBytes;
  const attributeType = attributesType(file);
  const colorDepth = { kind, bits: kind === 'mapped' ? mapBits : bitsPerPixel, attributeBits: descriptor & 15 };
  return {
    ...{ width, height, kind, bitsPerPixel, mapBits, mapFirst, mapLength, mapAt },
    hasRuns: type >= 9,
    pixelsAt: mapAt + mapLength * tgaBytes(mapBits),
    isFromTop: (descriptor & 0x20) !== 0,
    isFromRight: (descriptor & 0x10) !== 0,
    alpha: hasAlpha(colorDepth, attributeType),
    isPremultiplied: attributeType === attributes.premultiplied,
  };
}

/** The most pixels of one packet. */
const packetPixels = 128;

/** Whether a file is long enough for its pixels, in runs of the greatest length if there are any. */
export function fitsPixels({ width, height, bitsPerPixel, hasRuns, pixelsAt }: TgaHead, size: number): boolean {
  const bytes = tgaBytes(bitsPerPixel);
  const pixels = width * height;
  return pixelsAt + (hasRuns ? Math.ceil(pixels / packetPixels) * (1 + bytes) : pixels * bytes) <= size;
}

/** Whether the descriptor and the unused fields of the color map are such as programs write them. */
function isPlausible(file: ReadableBytes, { kind, bitsPerPixel, mapBits, mapFirst, mapLength }: TgaHead): boolean {
  const head = file.read(0, headBytes);
  const attributeBits = head.readUInt8(17) & 15;
  const bits = kind === 'mapped' ? mapBits : bitsPerPixel;
  const possible = { 8: [0, 8], 15: [0, 1], 16: [0, 1, 8], 24: [0, 8], 32: [0, 8] }[bits] ?? [];
  const isMapPlausible =
    head.readUInt8(1) === 1 ? mapLength > 0 : mapFirst === 0 && head.readUInt16LE(5) === 0 && [0, 15, 16, 24, 32].includes(mapBits);
  return possible.includes(attributeBits) && isMapPlausible;
}

/**
 * Whether a file can hardly be anything else than a TGA. Such a file has no signature at its start, so the header has to be
 * valid in every field, and the file long enough for its pixels.
 */
export function looksLikeTga(file: ReadableBytes): boolean {
  try {
    const head = readTgaHead(file);
    return fitsPixels(head, file.size) && isPlausible(file, head);
  } catch (error) {
    if (error instanceof DecodingError) return false;
    throw error;
  }
}
