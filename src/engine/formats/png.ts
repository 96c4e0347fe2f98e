import { kMaxLength } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32, inflateSync } from 'node:zlib';
import type { MetadataKind, SourceHeader } from '../../shared/run/run';
import { densityOf } from './density';
import { maxPixels } from './maxPixels';
import { isTurned, outerOrientation, textOrientation } from './orientation';

/**
 * The PNG container, read without libvips, since bulk work on thousands of icons would spend more time in its pipeline than
 * on the pixels. Source: PNG specification, third edition (W3C, 2025).
 */

/** The first bytes of a PNG. */
export const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Bytes of the signature and of the chunk IHDR. */
const headBytes = 33;
/** Samples per pixel for each color type: grayscale, truecolor, palette, grayscale with alpha, truecolor with alpha. */
const samplesByColorType: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Whether bytes start like a PNG. */
export function isPng(bytes: Uint8Array): boolean {
  return bytes.length >= pngSignature.length && pngSignature.equals(bytes.subarray(0, pngSignature.length));
}

/** A chunk with its length and checksum. */
export function pngChunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const chunk = Buffer.alloc(data.length + 12);
  chunk.writeUInt32BE(data.length);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  return chunk;
}

export interface PngChunk {
  readonly type: string;
  /** Offset of the data in the file. */
  readonly start: number;
  readonly length: number;
}

/** The chunks whose head is inside the bytes, in order. */
export function* chunks(bytes: Buffer): Generator<PngChunk> {
  for (let at = pngSignature.length; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    yield { type: bytes.toString('latin1', at + 4, at + 8), start: at + 8, length };
    at += 12 + length;
  }
}

/** More chunks than a PNG of gigabytes has. Reading stops there. */
const maxChunks = 1_000_000;

/**
 * The chunks of a file from an offset on, in order. Only their heads are read, however long they are.
 * @param known the first bytes of the file, which are not read again
 */
export function* fileChunks(file: number, offset: number, known?: Buffer): Generator<PngChunk> {
  const block = Buffer.alloc(8);
  for (let at = offset, count = 0; count < maxChunks; count += 1) {
    const isKnown = known !== undefined && at + 8 <= known.length;
    if (!isKnown && readSync(file, block, 0, 8, at) < 8) return;
    const [head, from] = isKnown ? [known, at] : [block, 0];
    const length = head.readUInt32BE(from);
    yield { type: head.toString('latin1', from + 4, from + 8), start: at + 8, length };
    at += 12 + length;
  }
}

/** The head of a PNG. `animated` means APNG, of which libvips would decode only the first frame. */
export interface PngHead {
  readonly animated: boolean;
  /** Undefined if reading the header requires libvips, because of metadata or an unusual form. */
  readonly header?: SourceHeader;
  /** Metadata that libvips does not report: texts, and EXIF after the pixels. */
  readonly metadata: readonly MetadataKind[];
  /** Pixels per inch. libvips would also report an aspect ratio as one. */
  readonly density?: number;
  /** By the EXIF block in a text. */
  readonly textOrientation?: number;
  /** Whether the file ends before its end mark. */
  readonly isCut?: boolean;
}

/** The part of the head that precedes the pixels. */
export interface EarlyPngHead extends PngHead {
  /** Offset of the first chunk of pixels. */
  readonly pixelsAt: number;
}

/** Types of text chunks. XMP is stored in one of them, too. */
export const textChunks: ReadonlySet<string> = new Set(['tEXt', 'zTXt', 'iTXt']);
export const xmpKeyword = 'XML:com.adobe.xmp\0';

/** Whether a chunk is a text other than XMP. libvips handles XMP if it precedes the pixels. */
export function isText(type: string, data: Buffer): boolean {
  return textChunks.has(type) && data.toString('latin1', 0, xmpKeyword.length) !== xmpKeyword;
}

/** Types of chunks that affect neither what libvips decodes nor what is kept. */
const plainChunks = new Set(['IHDR', 'PLTE', 'tRNS', 'bKGD', 'hIST', 'pHYs', 'sBIT', 'tIME', 'gAMA', 'sRGB', 'cHRM', 'IDAT']);

/** The only chunks of a PNG whose samples are shown as they are. */
const bareChunks = new Set(['IHDR', 'pHYs', 'sRGB', 'IDAT']);

/** Parses the head of a PNG from its first bytes; undefined if they are not a PNG, or end before the pixels. */
export function parsePngHead(bytes: Buffer): EarlyPngHead | undefined {
  if (!isPng(bytes) || bytes.length < headBytes) return undefined;
  let plain = true;
  let bare = true;
  let transparency = false;
  let text = false;
  let density: number | undefined;
  let turned: number | undefined;
  for (const { type, start, length } of chunks(bytes)) {
    if (type === 'acTL') return { animated: true, metadata: [], pixelsAt: 0 };
    if (type === 'tRNS') transparency = true;
    bare &&= bareChunks.has(type);
    if (type === 'pHYs') {
      density = start + length <= bytes.length ? physicalDensity(bytes.subarray(start, start + length)) : undefined;
      bare &&= density !== undefined;
    }
    if (isText(type, bytes.subarray(start, start + length))) {
      text = true;
      turned ??= textOrientation(type, bytes.subarray(start, start + length));
    } else if (!plainChunks.has(type)) plain = false;
    if (type !== 'IDAT') continue;
    const header = plain ? plainHead(bytes, transparency) : undefined;
    const extra = { metadata: text ? (['comments'] as const) : [], ...densityOf(density) };
    const head = { animated: false, ...extra, ...(turned !== undefined && { textOrientation: turned }), pixelsAt: start - 8 };
    return { ...head, ...(header && { header: { ...header, ...extra, ...(bare && bytes[28] === 0 && { bare }) } }) };
  }
  return undefined;
}

/** The density in pixels per inch; undefined if the chunk contains only an aspect ratio. */
function physicalDensity(data: Buffer): number | undefined {
  return data.length === 9 && data[8] === 1 ? data.readUInt32BE(0) * 0.0254 : undefined;
}

function plainHead(bytes: Buffer, transparency: boolean): SourceHeader | undefined {
  const [width, height, depth, colorType] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[24], bytes[25] as number];
  const samples = samplesByColorType[colorType];
  const intact = crc32(bytes.subarray(12, 29)) === bytes.readUInt32BE(29);
  // libvips refuses an impossible size with its own message.
  if (width === 0 || height === 0 || width * height > maxPixels) return undefined;
  // Grayscale, palettes and 16 bits have too many cases for a fast path.
  if (depth !== 8 || samples === undefined || samples < 3 || transparency || !intact) return undefined;
  return { format: 'png', width, height, pages: 1, bits: 8, channels: samples, alpha: samples === 4, space: 'srgb', metadata: [] };
}

/** What stands after the pixels, which libvips does not read. */
interface PngTail {
  readonly metadata: ReadonlySet<MetadataKind>;
  readonly textOrientation?: number;
  /** Whether the file ends before its end mark. */
  readonly isCut: boolean;
}

/** Most bytes of a text that is read for an orientation. */
const maxTextBytes = 1_000_000;

/** The start of a file. */
interface FileStart {
  readonly file: number;
  readonly bytes: Buffer;
  /** Whether these are all of its bytes. */
  readonly isWhole: boolean;
}

function readTail({ file, bytes, isWhole }: FileStart, pixelsAt: number): PngTail {
  const metadata = new Set<MetadataKind>();
  const size = isWhole ? bytes.length : fstatSync(file).size;
  let turned: number | undefined;
  for (const { type, start, length } of fileChunks(file, pixelsAt, bytes)) {
    if (start + length + 4 > size) break;
    if (textChunks.has(type)) {
      metadata.add('comments');
      const data = Buffer.alloc(Math.min(length, maxTextBytes));
      readSync(file, data, 0, data.length, start);
      turned ??= textOrientation(type, data);
    }
    if (type === 'eXIf') metadata.add('lateExif');
    if (type === 'IEND') return { metadata, ...(turned !== undefined && { textOrientation: turned }), isCut: false };
  }
  return { metadata, ...(turned !== undefined && { textOrientation: turned }), isCut: true };
}

/** A plain header as the image is displayed. The block in a text becomes EXIF again, with its orientation. */
function displayed(header: SourceHeader, turned: number | undefined): SourceHeader {
  const outer = outerOrientation(undefined, turned);
  if (outer.orientation === undefined) return header;
  const { width, height } = header;
  const size = isTurned(outer.orientation) ? { width: height, height: width } : { width, height };
  return { ...header, ...size, ...outer, metadata: ['exif', ...header.metadata] };
}

function withTail({ pixelsAt, ...head }: EarlyPngHead, start: FileStart): PngHead {
  if (head.animated) return head;
  const tail = readTail(start, pixelsAt);
  const metadata = [...new Set([...head.metadata, ...tail.metadata])];
  const turned = head.textOrientation ?? tail.textOrientation;
  return {
    ...head,
    metadata,
    isCut: tail.isCut,
    ...(turned !== undefined && { textOrientation: turned }),
    ...(head.header && { header: displayed({ ...head.header, metadata }, turned) }),
  };
}

/** The start of each file is read into this block: it contains all of an icon. */
const startBlock = Buffer.alloc(8192);
/** Bytes before the pixels that are read at most. */
const maxStartBytes = 1 << 20;

function readStart(file: number, block: Buffer): FileStart {
  const length = readSync(file, block, 0, block.length, 0);
  return { file, bytes: block.subarray(0, length), isWhole: length < block.length };
}

/** Reads the head of a PNG file; undefined if it is not a PNG. @throws what the file system throws */
export function readPngHead(path: string): PngHead | undefined {
  const file = openSync(path, 'r');
  try {
    let start = readStart(file, startBlock);
    let head = parsePngHead(start.bytes);
    if (head === undefined && isPng(start.bytes) && !start.isWhole) {
      start = readStart(file, Buffer.alloc(maxStartBytes));
      head = parsePngHead(start.bytes);
    }
    return head && withTail(head, start);
  } finally {
    closeSync(file);
  }
}

/** The size of a PNG that was decoded in full, in pixels. */
export interface DecodedPng {
  readonly width: number;
  readonly height: number;
}

/** A damaged PNG, even if a more tolerant decoder accepts it. */
export class BrokenPngError extends Error {}

/**
 * The chunks of a PNG with their data, up to its end mark. What stands after it is not part of the image, and decoders ignore it.
 * @throws BrokenPngError if a chunk is cut off or does not match its checksum, or if there is no end mark
 */
export function* checkedChunks(bytes: Buffer): Generator<{ readonly type: string; readonly data: Buffer }> {
  if (!isPng(bytes)) throw new BrokenPngError('not a PNG');
  for (const { type, start, length } of chunks(bytes)) {
    const end = start + length;
    if (end + 4 > bytes.length) throw new BrokenPngError('truncated chunk');
    if (crc32(bytes.subarray(start - 4, end)) !== bytes.readUInt32BE(end)) throw new BrokenPngError('wrong checksum');
    yield { type, data: bytes.subarray(start, end) };
    if (type === 'IEND') return;
  }
  throw new BrokenPngError('missing end');
}

/** Inflates the samples of all rows. A few bytes can inflate to gigabytes, so the output is limited to the size of the image. */
function inflateRows(data: Buffer, length: number): Buffer {
  try {
    return inflateSync(data, { maxOutputLength: Math.min(length + 1, kMaxLength) });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new BrokenPngError(code === 'ERR_BUFFER_TOO_LARGE' ? 'more data than its size allows' : message, { cause: error });
  }
}

/**
 * Decodes a whole PNG without libvips. Checks every chunk's checksum, the deflate stream with its own, and the number of rows.
 * @returns undefined for an interlaced PNG, which is not checked
 * @throws BrokenPngError if the file is damaged
 */
export function decodePng(bytes: Buffer): DecodedPng | undefined {
  const data: Buffer[] = [];
  for (const chunk of checkedChunks(bytes)) if (chunk.type === 'IDAT') data.push(chunk.data);
  if (bytes.length < headBytes) throw new BrokenPngError('missing header');
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
  if (length > rowBytes * height) throw new BrokenPngError('more data than its size allows');
  if (length < rowBytes * height) throw new BrokenPngError('missing rows');
  return { width, height };
}
