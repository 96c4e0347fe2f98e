import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { SourceFormat } from '../../shared/values/formats';
import { firstGifImage } from '../formats/gif';
import { estimateQuality } from './jpegQuality';

/** How a source is encoded: the choices of whoever wrote it, which an output in the same format follows. */
export interface SourceEncoding {
  /** A progressive JPEG, or an interlaced PNG or GIF. */
  readonly progressive?: true;
  /** Of a JPEG: its chroma subsampling, or 4:4:4 where sharp cannot write it. */
  readonly chromaSubsampling?: '4:4:4' | '4:2:0';
  /** Of a JPEG: an estimate from its quantization table. */
  readonly quality?: number;
  /** Of a PNG: a palette, or fewer than 8 bits. */
  readonly compact?: 'palette' | 'bits';
}

const jpegFrames: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);

interface JpegSegment {
  readonly kind: number;
  readonly data: Buffer;
}

/** The segments of a JPEG before its pixels; stray bytes between them are skipped. Undefined if the bytes end before the pixels. */
function segmentsBeforePixels(jpeg: Buffer): JpegSegment[] | undefined {
  const found: JpegSegment[] = [];
  for (let at = jpeg.indexOf(0xff, 2); at >= 0 && at + 4 <= jpeg.length; at = jpeg.indexOf(0xff, at)) {
    const kind = jpeg[at + 1] as number;
    if (kind === 0xda) return found;
    // Only these markers are followed by a length; others are fill bytes, or no markers.
    const hasLength = kind >= 0xc0 && (kind < 0xd0 || kind > 0xd9) && kind !== 0xff;
    const length = hasLength ? jpeg.readUInt16BE(at + 2) : 0;
    if (length >= 2) found.push({ kind, data: jpeg.subarray(at + 4, at + 2 + length) });
    at += hasLength ? 2 + length : 1;
  }
  return undefined;
}

/** Bytes that contain the segments before the pixels of nearly every JPEG. */
const headBytes = 1 << 16;

/** The first bytes of a file; a short read is fine. */
function readStart(path: string, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(file, bytes, 0, length, 0));
  } finally {
    closeSync(file);
  }
}

/** The segments before the pixels of a JPEG file. A photo has megabytes after them, which are not read. */
function jpegSegments(path: string): readonly JpegSegment[] {
  return segmentsBeforePixels(readStart(path, headBytes)) ?? segmentsBeforePixels(readFileSync(path)) ?? [];
}

/** The quantization tables of a segment by their number. Source: ITU-T T.81, B.2.4.1. */
function* tablesOf(data: Buffer): Generator<readonly [id: number, values: readonly number[]]> {
  for (let at = 0; at < data.length; ) {
    const [id, bytes] = [(data[at] as number) & 15, (data[at] as number) > 15 ? 2 : 1];
    if (at + 1 + 64 * bytes > data.length) return;
    yield [id, Array.from({ length: 64 }, (_, index) => data.readUIntBE(at + 1 + index * bytes, bytes))];
    at += 1 + 64 * bytes;
  }
}

function jpegEncoding(path: string): SourceEncoding {
  const tables = new Map<number, readonly number[]>();
  let frame: { readonly kind: number; readonly data: Buffer } | undefined;
  for (const { kind, data } of jpegSegments(path)) {
    if (kind === 0xdb) for (const [id, values] of tablesOf(data)) tables.set(id, values);
    if (jpegFrames.has(kind) && data.length >= 9) frame ??= { kind, data };
  }
  if (!frame) return {};
  const { kind, data } = frame;
  const luma = tables.get(data[8] as number);
  const factors = Array.from({ length: data[5] as number }, (_, index) => data[7 + index * 3]);
  const isHalved = factors[0] === 0x22 && factors.slice(1, 3).every((each) => each === 0x11);
  return {
    ...(kind === 0xc2 && { progressive: true }),
    ...(factors.length > 1 && { chromaSubsampling: isHalved ? '4:2:0' : '4:4:4' }),
    ...(luma && { quality: estimateQuality(luma) }),
  };
}

function pngEncoding(path: string): SourceEncoding {
  const head = readStart(path, 29);
  const [depth, colorType, interlace] = [...head.subarray(24, 26), head[28]] as [number, number, number];
  const compact = colorType === 3 ? 'palette' : depth < 8 ? 'bits' : undefined;
  return { ...(interlace !== 0 && { progressive: true }), ...(compact && { compact }) };
}

function gifEncoding(path: string): SourceEncoding {
  return firstGifImage(readFileSync(path))?.isInterlaced ? { progressive: true } : {};
}

const readers: Readonly<Partial<Record<SourceFormat, (path: string) => SourceEncoding>>> = {
  jpeg: jpegEncoding,
  png: pngEncoding,
  gif: gifEncoding,
};

/** Reads how a source is encoded, as far as its format has such choices. @throws what the file system throws */
export function readSourceEncoding(path: string, format: SourceFormat): SourceEncoding {
  return readers[format]?.(path) ?? {};
}
