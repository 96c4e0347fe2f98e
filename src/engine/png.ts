import { kMaxLength } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { crc32, inflateSync } from 'node:zlib';
import type { SourceHeader } from '../shared/run';
import { maxPixels } from './pixelLimit';

/**
 * The PNG container, as far as bulk work on thousands of icons needs it without libvips:
 * its pipeline costs more than a small icon's pixels. Source: PNG specification, third edition (W3C, 2025).
 */

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Samples of a pixel for each colour type: greyscale, truecolour, palette, greyscale and alpha, truecolour and alpha. */
const samplesByColourType: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

export function isPng(bytes: Uint8Array): boolean {
  return bytes.length >= signature.length && signature.equals(bytes.subarray(0, signature.length));
}

interface Chunk {
  readonly type: string;
  /** Offset of the data within the file. */
  readonly start: number;
  readonly length: number;
}

/** Chunks whose head lies within the bytes, in order. */
function* chunks(bytes: Buffer): Generator<Chunk> {
  for (let at = signature.length; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    yield { type: bytes.toString('latin1', at + 4, at + 8), start: at + 8, length };
    at += 12 + length;
  }
}

/** What stands before the pixels of a PNG. `animated` is APNG, of which libvips would show the first frame alone. */
export interface PngHead {
  readonly animated: boolean;
  /** Undefined when the header needs libvips: metadata to read, or a form that is not plain. */
  readonly header?: SourceHeader;
}

/** Chunks that change neither what libvips decodes nor what is to be kept. */
const plainChunks = new Set(['IHDR', 'PLTE', 'tRNS', 'bKGD', 'hIST', 'pHYs', 'sBIT', 'tIME', 'gAMA', 'sRGB', 'cHRM', 'IDAT']);

/** Reads the head of a PNG from its first bytes; undefined when they are not a PNG's or end before its pixels start. */
export function parsePngHead(bytes: Buffer): PngHead | undefined {
  if (!isPng(bytes) || bytes.length < 33) return undefined;
  let plain = true;
  let transparency = false;
  for (const { type } of chunks(bytes)) {
    if (type === 'acTL') return { animated: true };
    if (type === 'tRNS') transparency = true;
    if (!plainChunks.has(type)) plain = false;
    if (type === 'IDAT') return plain ? plainHead(bytes, transparency) : { animated: false };
  }
  return undefined;
}

function plainHead(bytes: Buffer, transparency: boolean): PngHead {
  const [width, height, depth, colourType] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[24], bytes[25] as number];
  const samples = samplesByColourType[colourType];
  const intact = crc32(bytes.subarray(12, 29)) === bytes.readUInt32BE(29);
  // A size that cannot be is refused by libvips, in its own words.
  if (width === 0 || height === 0 || width * height > maxPixels) return { animated: false };
  // Greyscale, palettes and 16 bit have more cases than a fast path is worth.
  if (depth !== 8 || samples === undefined || samples < 3 || transparency || !intact) return { animated: false };
  const header: SourceHeader = {
    format: 'png',
    width,
    height,
    pages: 1,
    bits: 8,
    channels: samples,
    alpha: samples === 4,
    space: 'srgb',
    metadata: [],
  };
  return { animated: false, header };
}

/** Reads the head of a PNG file. Throws what the file system throws. */
export function readPngHead(path: string): PngHead | undefined {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(1024);
    const length = readSync(file, bytes, 0, bytes.length, 0);
    const head = parsePngHead(bytes.subarray(0, length));
    if (head !== undefined || !isPng(bytes) || length < bytes.length) return head;
    const more = Buffer.alloc(1 << 20);
    return parsePngHead(more.subarray(0, readSync(file, more, 0, more.length, 0)));
  } finally {
    closeSync(file);
  }
}

/** Size and samples of an 8-bit truecolour PNG that was decoded in full. */
export interface DecodedPng {
  readonly width: number;
  readonly height: number;
}

/** A PNG that is damaged, whatever a more forgiving decoder makes of it. */
export class BrokenPngError extends Error {}

/** The samples of all rows. A few bytes can unfold into gigabytes: no more than the picture has is taken. */
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
    if (type === 'IEND') ended = true;
  }
  if (!ended) throw new BrokenPngError('the end is missing');
  const [width, height, depth, colourType, interlace] = [
    bytes.readUInt32BE(16),
    bytes.readUInt32BE(20),
    bytes[24] as number,
    bytes[25] as number,
    bytes[28],
  ];
  if (interlace !== 0) return undefined;
  const rowBytes = 1 + Math.ceil((width * (samplesByColourType[colourType] ?? 0) * depth) / 8);
  const length = inflateRows(Buffer.concat(data), rowBytes * height).length;
  if (length > rowBytes * height) throw new BrokenPngError('it holds more data than its size says');
  if (length < rowBytes * height) throw new BrokenPngError('rows are missing');
  return { width, height };
}
