import type { PixelSize } from '../../../shared/values/pixelSize';
import { BitReader, type NumberForm } from './bitReader';

/** The header of a JPEG XL codestream. Source: ISO/IEC 18181-1, annexes A to D. */

/** What the header of a codestream says of its image. */
export interface JxlHeader extends PixelSize {
  /** 1 to 8. Decoders apply it; width and height are as stored. */
  readonly orientation: number;
  readonly isAnimated: boolean;
  readonly bits: number;
  readonly isFloat: boolean;
  readonly alpha: boolean;
  /** Whether the colors are already multiplied by the alpha. */
  readonly isPremultiplied: boolean;
  readonly isGray: boolean;
  /** Whether the colors are sRGB, with no need of a profile. */
  readonly isSrgb: boolean;
  /** Whether the samples are stored as XYB, as lossy encoders do. */
  readonly isXyb: boolean;
}

const sides: readonly [NumberForm, NumberForm, NumberForm, NumberForm] = [
  [1, 9],
  [1, 13],
  [1, 18],
  [1, 30],
];
/** Width by height, by the number of a ratio from 1. */
const ratios = [
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
] as const;

function widthOf(reader: BitReader, height: number, readSide: () => number): number {
  const ratio = ratios[reader.bits(3) - 1];
  return ratio ? Math.floor((height * ratio[0]) / ratio[1]) : readSide();
}

function readSize(reader: BitReader): PixelSize {
  const isSmall = reader.bool();
  const readSide = () => (isSmall ? 8 * (1 + reader.bits(5)) : reader.u32(...sides));
  const height = readSide();
  return { width: widthOf(reader, height, readSide), height };
}

function skipPreview(reader: BitReader): void {
  const isSmall = reader.bool();
  const readSide = () => (isSmall ? 8 * reader.u32([16, 0], [32, 0], [1, 5], [33, 9]) : reader.u32([1, 6], [65, 8], [321, 10], [1345, 12]));
  widthOf(reader, readSide(), readSide);
}

function readDepth(reader: BitReader): Pick<JxlHeader, 'bits' | 'isFloat'> {
  const isFloat = reader.bool();
  const bits = isFloat ? reader.u32([32, 0], [16, 0], [24, 0], [1, 6]) : reader.u32([8, 0], [10, 0], [12, 0], [1, 6]);
  if (isFloat) reader.bits(4);
  return { bits, isFloat };
}

const channelKinds = { alpha: 0, spot: 2, colorFilter: 5 } as const;

/** One channel beside the colors. */
function readChannel(reader: BitReader): { readonly isAlpha: boolean; readonly isPremultiplied: boolean } {
  if (reader.bool()) return { isAlpha: true, isPremultiplied: false };
  const kind = reader.enum();
  readDepth(reader);
  reader.u32([0, 0], [3, 0], [4, 0], [1, 3]);
  for (let count = reader.u32([0, 0], [0, 4], [16, 5], [48, 10]); count > 0; count -= 1) reader.bits(8);
  const isPremultiplied = kind === channelKinds.alpha && reader.bool();
  if (kind === channelKinds.spot) for (let value = 0; value < 4; value += 1) reader.bits(16);
  if (kind === channelKinds.colorFilter) reader.u32([1, 0], [0, 2], [3, 4], [19, 8]);
  return { isAlpha: kind === channelKinds.alpha, isPremultiplied };
}

const colorKinds = { gray: 1, xyb: 2 } as const;
/** The numbers of D65, of the primaries of sRGB, and of its transfer function. */
const srgb = { white: 1, primaries: 1, transfer: 13 } as const;
const custom = 2;

function skipPoints(reader: BitReader, count: number): void {
  for (let index = 0; index < 2 * count; index += 1) reader.u32([0, 19], [524_288, 19], [1_048_576, 20], [2_097_152, 21]);
}

function readColors(reader: BitReader): Pick<JxlHeader, 'isGray' | 'isSrgb'> {
  if (reader.bool()) return { isGray: false, isSrgb: true };
  const hasProfile = reader.bool();
  const kind = reader.enum();
  const isGray = kind === colorKinds.gray;
  if (hasProfile || kind === colorKinds.xyb) return { isGray, isSrgb: false };
  const white = reader.enum();
  if (white === custom) skipPoints(reader, 1);
  const primaries = isGray ? srgb.primaries : reader.enum();
  if (primaries === custom) skipPoints(reader, 3);
  const transfer = reader.bool() ? -1 : reader.enum();
  return { isGray, isSrgb: white === srgb.white && primaries === srgb.primaries && transfer === srgb.transfer };
}

const plain = {
  orientation: 1,
  isAnimated: false,
  bits: 8,
  isFloat: false,
  alpha: false,
  isPremultiplied: false,
  isGray: false,
  isSrgb: true,
  isXyb: true,
} as const;

/** Orientation, preview, animation. */
function readExtras(reader: BitReader): Pick<JxlHeader, 'orientation' | 'isAnimated'> {
  if (!reader.bool()) return plain;
  const orientation = 1 + reader.bits(3);
  if (reader.bool()) readSize(reader);
  if (reader.bool()) skipPreview(reader);
  const isAnimated = reader.bool();
  if (isAnimated) {
    reader.u32([100, 0], [1000, 0], [1, 10], [1, 30]);
    reader.u32([1, 0], [1001, 0], [1, 8], [1, 10]);
    reader.u32([0, 0], [0, 3], [0, 16], [0, 32]);
    reader.bool();
  }
  return { orientation, isAnimated };
}

/** @param codestream from its signature on @throws RangeError if it is cut off */
export function readJxlHeader(codestream: Buffer): JxlHeader {
  const reader = new BitReader(codestream);
  reader.bits(16);
  const size = readSize(reader);
  if (reader.bool()) return { ...plain, ...size };
  const extras = readExtras(reader);
  const depth = readDepth(reader);
  reader.bool();
  const channels = Array.from({ length: reader.u32([0, 0], [1, 0], [2, 4], [1, 12]) }, () => readChannel(reader));
  const isXyb = reader.bool();
  const alpha = channels.find(({ isAlpha }) => isAlpha);
  return {
    ...size,
    ...extras,
    ...depth,
    ...readColors(reader),
    isXyb,
    alpha: alpha !== undefined,
    isPremultiplied: alpha?.isPremultiplied ?? false,
  };
}
