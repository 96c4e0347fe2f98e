import { channelsOf, type DecodedHeader, type DecodedImage, type Decoder, type ReadableBytes } from './decoder';
import { DecodingError } from './decodingErrors';
import { bytesFor, readableBuffer } from './readBytes';
import { fitsPixels, readTgaHead, type TgaHead, tgaBytes } from './tgaHead';

/** Truevision images. Source: "Truevision TGA File Format Specification", version 2.0 (Truevision, 1991). */

function formOf({ width, height, kind, alpha }: TgaHead) {
  return { width, height, bits: 8, space: kind === 'gray' ? 'gray' : 'rgb', alpha } as const;
}

function readHeader(file: ReadableBytes): DecodedHeader {
  return { ...formOf(readTgaHead(file)), pages: 1, metadata: {} };
}

/** Packets of up to 128 pixels, which are either repeated or stored one by one, and may go on in the next row. */
function unpackRuns({ width, height, bitsPerPixel, pixelsAt }: TgaHead, file: Buffer): Uint8Array {
  const bytes = tgaBytes(bitsPerPixel);
  const pixels = new Uint8Array(width * height * bytes);
  let at = pixelsAt;
  for (let to = 0; to < pixels.length; ) {
    if (at >= file.length) throw new DecodingError('truncated', 'missing packets');
    const packet = file[at] as number;
    const length = Math.min(((packet & 127) + 1) * bytes, pixels.length - to);
    const stored = packet & 128 ? bytes : length;
    at += 1;
    if (at + stored > file.length) throw new DecodingError('truncated', 'missing pixels');
    if (packet & 128) {
      for (let index = 0; index < bytes; index += 1) {
        const value = file[at + index] as number;
        for (let offset = index; offset < length; offset += bytes) pixels[to + offset] = value;
      }
    } else file.copy(pixels, to, at, at + length);
    at += stored;
    to += length;
  }
  return pixels;
}

/** Rows of pixels, in the order of the file. */
interface StoredPixels {
  readonly bytes: Uint8Array;
  readonly start: number;
}

/** Where a row of the file goes in the result: the offset of its first pixel, and the distance to the next. */
type RowTarget = readonly [to: number, step: number];

function rowTarget({ width, height, isFromTop, isFromRight }: TgaHead, row: number, channels: number): RowTarget {
  const start = (isFromTop ? row : height - 1 - row) * width * channels;
  return isFromRight ? [start + (width - 1) * channels, -channels] : [start, channels];
}

/** 5 bits as 8. */
const fiveBits = Uint8Array.from({ length: 32 }, (_, value) => Math.round((value * 255) / 31));

/** The color map as red, green, blue and alpha. Indices that it does not contain are black. */
function colorMap({ mapBits, mapFirst, mapLength, mapAt }: TgaHead, file: Buffer): Uint8Array {
  const colors = new Uint8Array((1 << 16) * 4);
  const bytes = tgaBytes(mapBits);
  const entries = { bytes: file, start: mapAt };
  const length = Math.min(mapLength, (1 << 16) - mapFirst);
  const target = colors.subarray(mapFirst * 4);
  if (bytes === 2) fillFromWords(entries, length, [0, 4], { samples: target, alpha: true });
  else fillFromBytes(entries, length, [0, 4], { samples: target, bytes, alpha: true });
  return colors;
}

interface Target {
  readonly samples: Uint8Array;
  readonly alpha: boolean;
}

/** Pixels of blue, green, red, and in four bytes alpha. */
function fillFromBytes(
  { bytes: from, start }: StoredPixels,
  count: number,
  [first, step]: RowTarget,
  target: Target & { readonly bytes: number },
): void {
  const { samples, alpha, bytes } = target;
  let at = start;
  let to = first;
  for (let index = 0; index < count; index += 1) {
    samples[to] = from[at + 2] as number;
    samples[to + 1] = from[at + 1] as number;
    samples[to + 2] = from[at] as number;
    if (alpha) samples[to + 3] = bytes === 4 ? (from[at + 3] as number) : 255;
    at += bytes;
    to += step;
  }
}

/** Pixels of 5-5-5 bits below one of alpha. */
function fillFromWords({ bytes: from, start }: StoredPixels, count: number, [first, step]: RowTarget, { samples, alpha }: Target): void {
  let at = start;
  let to = first;
  for (let index = 0; index < count; index += 1) {
    const [low, high] = [from[at] as number, from[at + 1] as number];
    samples[to] = fiveBits[(high >> 2) & 31] as number;
    samples[to + 1] = fiveBits[((high & 3) << 3) | (low >> 5)] as number;
    samples[to + 2] = fiveBits[low & 31] as number;
    if (alpha) samples[to + 3] = high & 128 ? 255 : 0;
    at += 2;
    to += step;
  }
}

function fillFromMap(
  { bytes: from, start }: StoredPixels,
  count: number,
  [first, step]: RowTarget,
  target: Target & { readonly bytes: number; readonly colors: Uint8Array },
): void {
  const { samples, alpha, bytes, colors } = target;
  let at = start;
  let to = first;
  for (let index = 0; index < count; index += 1) {
    const color = (bytes === 1 ? (from[at] as number) : (from[at] as number) | ((from[at + 1] as number) << 8)) * 4;
    samples[to] = colors[color] as number;
    samples[to + 1] = colors[color + 1] as number;
    samples[to + 2] = colors[color + 2] as number;
    if (alpha) samples[to + 3] = colors[color + 3] as number;
    at += bytes;
    to += step;
  }
}

/** Gray, and in two bytes alpha, which may be of no use. */
function fillFromGrays(
  { bytes: from, start }: StoredPixels,
  count: number,
  [first, step]: RowTarget,
  target: Target & { readonly bytes: number },
): void {
  const { samples, alpha, bytes } = target;
  let at = start;
  let to = first;
  for (let index = 0; index < count; index += 1) {
    samples[to] = from[at] as number;
    if (alpha) samples[to + 1] = from[at + 1] as number;
    at += bytes;
    to += step;
  }
}

function fill(head: TgaHead, file: Buffer, samples: Uint8Array): void {
  const { width, height, kind, bitsPerPixel, alpha } = head;
  const bytes = tgaBytes(bitsPerPixel);
  const channels = channelsOf(formOf(head));
  const source = head.hasRuns ? { bytes: unpackRuns(head, file), start: 0 } : { bytes: file, start: head.pixelsAt };
  const colors = kind === 'mapped' ? colorMap(head, file) : undefined;
  for (let row = 0; row < height; row += 1) {
    const stored = { bytes: source.bytes, start: source.start + row * width * bytes };
    const target = rowTarget(head, row, channels);
    if (colors) fillFromMap(stored, width, target, { samples, alpha, bytes, colors });
    else if (kind === 'gray') fillFromGrays(stored, width, target, { samples, alpha, bytes });
    else if (bytes === 2) fillFromWords(stored, width, target, { samples, alpha });
    else fillFromBytes(stored, width, target, { samples, alpha, bytes });
  }
}

/** Makes an image opaque whose alpha is 0 everywhere: the program that wrote it knew nothing of alpha. */
function mendAlpha(samples: Uint8Array, channels: number): void {
  for (let at = channels - 1; at < samples.length; at += channels) if (samples[at] !== 0) return;
  for (let at = channels - 1; at < samples.length; at += channels) samples[at] = 255;
}

function unpremultiply(samples: Uint8Array, channels: number): void {
  for (let at = 0; at < samples.length; at += channels) {
    const alpha = samples[at + channels - 1] as number;
    if (alpha === 0 || alpha === 255) continue;
    for (let channel = at; channel < at + channels - 1; channel += 1) {
      samples[channel] = Math.min(255, Math.round(((samples[channel] as number) * 255) / alpha));
    }
  }
}

function decode(file: Buffer): readonly DecodedImage[] {
  const head = readTgaHead(readableBuffer(file));
  if (!fitsPixels(head, file.length)) throw new DecodingError('truncated', 'missing pixels');
  const form = formOf(head);
  const samples = bytesFor(form);
  fill(head, file, samples);
  const channels = channelsOf(form);
  if (head.alpha) mendAlpha(samples, channels);
  if (head.alpha && head.isPremultiplied) unpremultiply(samples, channels);
  return [{ ...form, samples }];
}

/** Decodes TGA with a color map, with 15 to 32 bits or in grays, uncompressed or run-length encoded. */
export const tga: Decoder = { readHeader, decode };
