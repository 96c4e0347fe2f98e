import { crc32, deflateSync, type Inflate, inflateSync } from 'node:zlib';
import { BrokenPngError, checkedChunks } from '../formats/png';
import type { Raster } from './raster';
import { unfilter } from './samples';

/** Reads and writes bare PNGs: 8-bit RGB with or without alpha, not interlaced. Source: PNG specification, third edition (W3C, 2025). */

/** A decoded PNG. */
export interface PngRaster extends Raster {
  /** Pixels per meter across and down, as in the chunk `pHYs`. */
  readonly perMeter?: Buffer;
}

/** Bytes of a chunk beside its data: length, type, and checksum. */
const chunkBytes = 12;

/** The chunks that a bare PNG may have. */
const bareTypes: ReadonlySet<string> = new Set(['IHDR', 'pHYs', 'sRGB', 'IDAT', 'IEND']);

/** A PNG that is not bare, though it may be intact. */
export class OddPngError extends Error {}

/** Joins the parts of the compressed samples. One part is usual, and is not copied. */
function joined(parts: readonly Buffer[]): Buffer {
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}

/** What `inflateSync` returns with the option `info`. */
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: Inflate;
}

function inflate(data: Buffer, bytes: number): Inflated {
  // The pieces of memory are large enough for all rows. A few bytes can inflate to gigabytes, so the output is limited.
  const options = { chunkSize: bytes + 64, maxOutputLength: bytes + 1, info: true } as const;
  try {
    return inflateSync(data, options) as unknown as Inflated;
  } catch (error) {
    throw new BrokenPngError('the deflate stream', { cause: error });
  }
}

/** @throws BrokenPngError if the deflate stream is damaged, or is not exactly the rows */
function inflateRows(data: Buffer, bytes: number): Buffer {
  const { buffer, engine } = inflate(data, bytes);
  if (buffer.length !== bytes || engine.bytesWritten !== data.length) throw new BrokenPngError('not exactly the rows');
  return buffer;
}

/** The chunks of a bare PNG. @throws OddPngError if there are others; BrokenPngError if one is damaged or missing */
function bareChunks(png: Buffer): { readonly head: Buffer; readonly perMeter: Buffer | undefined; readonly data: readonly Buffer[] } {
  const found = new Map<string, Buffer>();
  const data: Buffer[] = [];
  for (const { type, data: content } of checkedChunks(png)) {
    if (type === 'IDAT') data.push(content);
    else if (found.has(type) || !bareTypes.has(type) || (data.length > 0 && type !== 'IEND')) throw new OddPngError('other chunks');
    else found.set(type, content);
  }
  const head = found.get('IHDR');
  if (!head) throw new BrokenPngError('missing chunk');
  return { head, perMeter: found.get('pHYs'), data };
}

/**
 * Decodes a bare PNG. Every checksum is checked.
 * @throws OddPngError if it is anything else; BrokenPngError if it is damaged. What it is, and what to do about it, is not decided here
 */
export function readPng(png: Buffer): PngRaster {
  const { head, perMeter, data } = bareChunks(png);
  // 8 bits, RGB or RGBA, the only methods that there are, not interlaced.
  const form = head.toString('hex', 8);
  if (form !== '0802000000' && form !== '0806000000') throw new OddPngError('other samples');
  if (perMeter && (perMeter.length !== 9 || perMeter[8] !== 1)) throw new OddPngError('an aspect ratio');
  const size = { width: head.readUInt32BE(0), height: head.readUInt32BE(4), bands: head[9] === 6 ? 4 : 3 } as const;
  const samples = unfilter(inflateRows(joined(data), (size.width * size.bands + 1) * size.height), size);
  if (samples === undefined) throw new BrokenPngError('unknown filter');
  return { ...size, data: samples, ...(perMeter && { perMeter }) };
}

/** How a PNG is written. */
export interface PngOptions {
  /** Level of zlib, 0 to 9; by default 6, as sharp has it. */
  readonly level: number | undefined;
  /** The data of `pHYs`; none is written without it. */
  readonly perMeter: Buffer | undefined;
}

/** 72 pixels per inch, which libvips writes where a source has no density. */
const screenDensity = Buffer.from([0, 0, 0x0b, 0x12, 0, 0, 0x0b, 0x12, 1]);

/** The density that libvips writes for that of a source: it computes in millimeters and cuts off fractions. */
export function writtenDensity(perMeter: Buffer | undefined): Buffer {
  if (!perMeter) return screenDensity;
  const written = Buffer.from(perMeter);
  for (const at of [0, 4]) written.writeUInt32BE(Math.trunc((perMeter.readUInt32BE(at) / 1000) * 1000), at);
  return written;
}

function writeChunk(png: Buffer, at: number, type: string, data: Uint8Array): number {
  png.writeUInt32BE(data.length, at);
  png.write(type, at + 4, 'latin1');
  png.set(data, at + 8);
  const end = at + 8 + data.length;
  png.writeUInt32BE(crc32(png.subarray(at + 4, end)), end);
  return end + 4;
}

/** The rows, each after its filter, which is none. */
function filteredRows({ width, height, bands, data }: Raster): Buffer {
  const rowBytes = width * bands;
  const rows = Buffer.allocUnsafe((rowBytes + 1) * height);
  for (let y = 0; y < height; y += 1) {
    rows[y * (rowBytes + 1)] = 0;
    rows.set(data.subarray(y * rowBytes, (y + 1) * rowBytes), y * (rowBytes + 1) + 1);
  }
  return rows;
}

const usualLevel = 6;
const thoroughLevel = 9;
/** Rows that become this many times smaller are mostly of one color. */
const flatShrink = 8;

function deflated(rows: Buffer, level: number): Buffer {
  return deflateSync(rows, { level, chunkSize: Math.max(1024, rows.length) });
}

/**
 * Compresses rows. Of images that are mostly of one color, the usual level makes up to a fifth more bytes than it does in libvips,
 * and the best one takes hardly longer.
 */
function compressed(rows: Buffer, level: number | undefined): Buffer {
  const data = deflated(rows, level ?? usualLevel);
  if (level !== undefined || data.length * flatShrink > rows.length) return data;
  const thorough = deflated(rows, thoroughLevel);
  return thorough.length < data.length ? thorough : data;
}

/** Encodes a PNG as sharp does by default: without filters. */
export function writePng(raster: Raster, { level, perMeter }: PngOptions): Buffer {
  const { width, height, bands } = raster;
  const data = compressed(filteredRows(raster), level);
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, bands === 4 ? 6 : 2, 0, 0, 0]);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  const all = [['IHDR', head], ...(perMeter ? [['pHYs', perMeter] as const] : []), ['IDAT', data], ['IEND', Buffer.alloc(0)]] as const;
  const png = Buffer.allocUnsafe(8 + all.reduce((sum, [, { length }]) => sum + length + chunkBytes, 0));
  png.write('\x89PNG\r\n\x1a\n', 'latin1');
  let at = 8;
  for (const [type, bytes] of all) at = writeChunk(png, at, type, bytes);
  return png;
}
