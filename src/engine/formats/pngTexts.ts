import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32, inflateSync } from 'node:zlib';
import { chunks, fileChunks, isText, type PngChunk, pngChunk, textChunks, xmpKeyword } from './png';

/**
 * Texts of a PNG, kept as stored. libvips would write them in another form, together with a new EXIF block, and does not read
 * those after the pixels.
 */

/** Chunks as stored: those before the pixels, and those after them, which stay there. */
export interface PngTexts {
  readonly early: readonly Buffer[];
  readonly late: readonly Buffer[];
}

/** Reads a whole chunk. */
function readChunk(file: number, { start, length }: PngChunk): Buffer {
  const bytes = Buffer.alloc(length + 12);
  readSync(file, bytes, 0, bytes.length, start - 8);
  // Decoders accept a wrong checksum here; the verification of the output does not.
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), length + 8);
  return bytes;
}

/** The texts of a PNG file. After the pixels, this includes EXIF and XMP. */
export function readPngTexts(path: string): PngTexts {
  const early: Buffer[] = [];
  const late: Buffer[] = [];
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    let afterPixels = false;
    for (const chunk of fileChunks(file, 8)) {
      if (chunk.type === 'IEND' || chunk.start + chunk.length + 4 > size) break;
      if (chunk.type === 'IDAT') afterPixels = true;
      if (!textChunks.has(chunk.type) && !(afterPixels && chunk.type === 'eXIf')) continue;
      const bytes = readChunk(file, chunk);
      if (afterPixels) late.push(bytes);
      else if (isText(chunk.type, bytes.subarray(8))) early.push(bytes);
    }
  } finally {
    closeSync(file);
  }
  return { early, late };
}

/** Inserts texts into a PNG written by libvips. They replace those that libvips wrote. */
export function withPngTexts(png: Buffer, { early, late }: PngTexts): Buffer {
  const lateExif = late.some((chunk) => chunk.toString('latin1', 4, 8) === 'eXIf');
  const kept: Buffer[] = [];
  for (const { type, start, length } of chunks(png)) {
    const replaced = isText(type, png.subarray(start, start + length)) || (type === 'eXIf' && lateExif);
    if (!replaced) kept.push(png.subarray(start - 8, start + length + 4));
  }
  const [header, ...rest] = kept;
  return Buffer.concat([png.subarray(0, 8), ...(header ? [header] : []), ...early, ...rest.slice(0, -1), ...late, ...rest.slice(-1)]);
}

export function isXmp(type: string, data: Buffer): boolean {
  return textChunks.has(type) && !isText(type, data);
}

/** Most bytes that XMP inflates to; a larger text is refused. */
const maxXmpBytes = 100_000_000;

/** The text of an XMP chunk: an iTXt by the specification, a zTXt if libvips wrote it. */
export function xmpOf(type: string, data: Buffer): Buffer {
  const rest = data.subarray(xmpKeyword.length);
  if (type === 'tEXt') return rest;
  if (type === 'zTXt') return inflateSync(rest.subarray(1), { maxOutputLength: maxXmpBytes });
  // A language and a translated keyword follow the flags.
  const start = rest.indexOf(0, rest.indexOf(0, 2) + 1) + 1;
  return rest[0] === 1 ? inflateSync(rest.subarray(start), { maxOutputLength: maxXmpBytes }) : rest.subarray(start);
}

/** All blocks of metadata in a finished PNG, including those after the pixels, which libvips does not read. */
export function pngBlocks(png: Buffer): { readonly exif: Buffer[]; readonly xmp: Buffer[]; readonly texts: Buffer[] } {
  const found = { exif: [] as Buffer[], xmp: [] as Buffer[], texts: [] as Buffer[] };
  for (const { type, start, length } of chunks(png)) {
    const data = png.subarray(start, start + length);
    if (type === 'eXIf') found.exif.push(data);
    else if (isXmp(type, data)) found.xmp.push(xmpOf(type, data));
    else if (isText(type, data)) found.texts.push(data);
  }
  return found;
}

/** Replaces the XMP of a PNG, uncompressed in an iTXt (XMP specification part 3, 1.1.5). */
export function withPngXmp(png: Buffer, xmp: Buffer): Buffer {
  const written = [...chunks(png)].map(({ type, start, length }) =>
    isXmp(type, png.subarray(start, start + length)) ? xmpChunk(xmp) : png.subarray(start - 8, start + length + 4),
  );
  return Buffer.concat([png.subarray(0, 8), ...written]);
}

export function xmpChunk(xmp: Buffer): Buffer {
  return pngChunk('iTXt', Buffer.concat([Buffer.from(`${xmpKeyword}\0\0\0\0`, 'latin1'), xmp]));
}
