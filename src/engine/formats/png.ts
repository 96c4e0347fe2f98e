import { kMaxLength } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { crc32, inflateSync } from 'node:zlib';
import type { MetadataKind, SourceHeader } from '../../shared/run/run';
import { densityOf } from './density';
import { maxPixels } from './pixelLimit';

/**
 * The PNG container, as far as bulk work on thousands of icons needs it without libvips:
 * its pipeline costs more than a small icon's pixels. Source: PNG specification, third edition (W3C, 2025).
 */

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Samples of a pixel for each color type: grayscale, truecolor, palette, grayscale and alpha, truecolor and alpha. */
const samplesByColorType: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

export function isPng(bytes: Uint8Array): boolean {
  return bytes.length >= signature.length && signature.equals(bytes.subarray(0, signature.length));
}

export interface PngChunk {
  readonly type: string;
  /** Offset of the data within the file. */
  readonly start: number;
  readonly length: number;
}

/** Chunks whose head lies within the bytes, in order. */
export function* chunks(bytes: Buffer): Generator<PngChunk> {
  for (let at = signature.length; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    yield { type: bytes.toString('latin1', at + 4, at + 8), start: at + 8, length };
    at += 12 + length;
  }
}

/** More chunks than a PNG of gigabytes has; a file that has more is not read on. */
const maxChunks = 1_000_000;

/** Chunks of a file from a place on, in order; a head is read at a time, however long its chunk is. */
export function* fileChunks(file: number, place: number): Generator<PngChunk> {
  const head = Buffer.alloc(8);
  for (let at = place, count = 0; count < maxChunks && readSync(file, head, 0, 8, at) === 8; count += 1) {
    const length = head.readUInt32BE(0);
    yield { type: head.toString('latin1', 4), start: at + 8, length };
    at += 12 + length;
  }
}

/** What a PNG is but for its pixels. `animated` is APNG, of which libvips would show the first frame alone. */
export interface PngHead {
  readonly animated: boolean;
  /** Undefined when the header needs libvips: metadata to read, or a form that is not plain. */
  readonly header?: SourceHeader;
  /** What libvips does not tell of: texts, and EXIF behind the pixels. */
  readonly metadata: readonly MetadataKind[];
  /** Pixels an inch. libvips would take a ratio of the sides for one, too. */
  readonly density?: number;
}

/** The head as far as it stands before the pixels. */
export interface EarlyPngHead extends PngHead {
  /** Place of the first chunk of pixels. */
  readonly pixelsAt: number;
}

/** Chunks with texts; XMP is in one of them, too. */
export const textChunks: ReadonlySet<string> = new Set(['tEXt', 'zTXt', 'iTXt']);
export const xmpKeyword = 'XML:com.adobe.xmp\0';

/** Whether a chunk is a text, XMP apart: libvips takes care of that, where it stands before the pixels. */
export function isText(type: string, data: Buffer): boolean {
  return textChunks.has(type) && data.toString('latin1', 0, xmpKeyword.length) !== xmpKeyword;
}

/** Chunks that change neither what libvips decodes nor what is to be kept. */
const plainChunks = new Set(['IHDR', 'PLTE', 'tRNS', 'bKGD', 'hIST', 'pHYs', 'sBIT', 'tIME', 'gAMA', 'sRGB', 'cHRM', 'IDAT']);

/** Reads the head of a PNG from its first bytes; undefined when they are not a PNG's or end before its pixels start. */
export function parsePngHead(bytes: Buffer): EarlyPngHead | undefined {
  if (!isPng(bytes) || bytes.length < 33) return undefined;
  let plain = true;
  let transparency = false;
  let text = false;
  let density: number | undefined;
  for (const { type, start, length } of chunks(bytes)) {
    if (type === 'acTL') return { animated: true, metadata: [], pixelsAt: 0 };
    if (type === 'tRNS') transparency = true;
    if (type === 'pHYs' && start + length <= bytes.length) density = physicalDensity(bytes.subarray(start, start + length));
    if (isText(type, bytes.subarray(start, start + length))) text = true;
    else if (!plainChunks.has(type)) plain = false;
    if (type !== 'IDAT') continue;
    const header = plain ? plainHead(bytes, transparency) : undefined;
    const beside = { metadata: text ? (['comments'] as const) : [], ...densityOf(density) };
    return { animated: false, ...beside, pixelsAt: start - 8, ...(header && { header: { ...header, ...beside } }) };
  }
  return undefined;
}

/** Pixels an inch; a ratio of the sides alone says none. */
function physicalDensity(data: Buffer): number | undefined {
  return data.length === 9 && data[8] === 1 ? data.readUInt32BE(0) * 0.0254 : undefined;
}

function plainHead(bytes: Buffer, transparency: boolean): SourceHeader | undefined {
  const [width, height, depth, colorType] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[24], bytes[25] as number];
  const samples = samplesByColorType[colorType];
  const intact = crc32(bytes.subarray(12, 29)) === bytes.readUInt32BE(29);
  // A size that cannot be is refused by libvips, in its own words.
  if (width === 0 || height === 0 || width * height > maxPixels) return undefined;
  // Grayscale, palettes and 16 bit have more cases than a fast path is worth.
  if (depth !== 8 || samples === undefined || samples < 3 || transparency || !intact) return undefined;
  return { format: 'png', width, height, pages: 1, bits: 8, channels: samples, alpha: samples === 4, space: 'srgb', metadata: [] };
}

/** What stands behind the pixels, where libvips does not look. */
function lateMetadata(file: number, pixelsAt: number): Set<MetadataKind> {
  const found = new Set<MetadataKind>();
  for (const { type } of fileChunks(file, pixelsAt)) {
    if (textChunks.has(type)) found.add('comments');
    if (type === 'eXIf') found.add('lateExif');
    if (type === 'IEND') break;
  }
  return found;
}

function withLate({ pixelsAt, ...head }: EarlyPngHead, file: number): PngHead {
  if (head.animated) return head;
  const metadata = [...new Set([...head.metadata, ...lateMetadata(file, pixelsAt)])];
  return { ...head, metadata, ...(head.header && { header: { ...head.header, metadata } }) };
}

/** Reads what a PNG file is but for its pixels. Throws what the file system throws. */
export function readPngHead(path: string): PngHead | undefined {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(1024);
    const length = readSync(file, bytes, 0, bytes.length, 0);
    let head = parsePngHead(bytes.subarray(0, length));
    if (head === undefined && isPng(bytes) && length === bytes.length) {
      const more = Buffer.alloc(1 << 20);
      head = parsePngHead(more.subarray(0, readSync(file, more, 0, more.length, 0)));
    }
    return head && withLate(head, file);
  } finally {
    closeSync(file);
  }
}

/** Size and samples of an 8-bit truecolor PNG that was decoded in full. */
export interface DecodedPng {
  readonly width: number;
  readonly height: number;
}

/** A PNG that is damaged, whatever a more forgiving decoder makes of it. */
export class BrokenPngError extends Error {}

/** The samples of all rows. A few bytes can unfold into gigabytes: no more than the image has is taken. */
function inflateRows(data: Buffer, length: number): Buffer {
  try {
    return inflateSync(data, { maxOutputLength: Math.min(length + 1, kMaxLength) });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new BrokenPngError(code === 'ERR_BUFFER_TOO_LARGE' ? 'it holds more data than its size says' : message, { cause: error });
  }
}

/**
 * Decodes a whole non-interlaced PNG without libvips: every chunk's checksum, the deflate stream with its own, and the
 * number of rows. Returns undefined for a form it does not judge (interlaced); throws a BrokenPngError for a broken file.
 */
export function decodePng(bytes: Buffer): DecodedPng | undefined {
  if (!isPng(bytes)) throw new BrokenPngError('not a PNG');
  const data: Buffer[] = [];
  let ended = false;
  for (const { type, start, length } of chunks(bytes)) {
    const end = start + length;
    if (end + 4 > bytes.length) throw new BrokenPngError('a chunk is cut off');
    if (crc32(bytes.subarray(start - 4, end)) !== bytes.readUInt32BE(end)) throw new BrokenPngError('a checksum is wrong');
    if (type === 'IDAT') data.push(bytes.subarray(start, end));
    // What stands behind the end is no part of the image, and no decoder looks at it.
    ended = type === 'IEND';
    if (ended) break;
  }
  if (!ended) throw new BrokenPngError('the end is missing');
  const [width, height, depth, colorType, interlace] = [
    bytes.readUInt32BE(16),
    bytes.readUInt32BE(20),
    bytes[24] as number,
    bytes[25] as number,
    bytes[28],
  ];
  if (interlace !== 0) return undefined;
  const rowBytes = 1 + Math.ceil((width * (samplesByColorType[colorType] ?? 0) * depth) / 8);
  const length = inflateRows(Buffer.concat(data), rowBytes * height).length;
  if (length > rowBytes * height) throw new BrokenPngError('it holds more data than its size says');
  if (length < rowBytes * height) throw new BrokenPngError('rows are missing');
  return { width, height };
}
