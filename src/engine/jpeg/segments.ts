import { UnusualJpeg } from './unusualJpeg';

/** The segments of a JPEG. Source: ITU-T T.81, annex B. */

export const marker = { startOfImage: 0xd8, endOfImage: 0xd9, startOfScan: 0xda } as const;
export const segmentKind = { huffmanTables: 0xc4, quantization: 0xdb, restartInterval: 0xdd, comment: 0xfe } as const;
/** Baseline and extended frames. */
export const sequentialKinds: ReadonlySet<number> = new Set([0xc0, 0xc1]);

/** A part of a JPEG that begins with a marker. */
export interface Segment {
  readonly kind: number;
  /** Offset of the marker. */
  readonly at: number;
  /** Without marker and length. */
  readonly data: Buffer;
  /** Offset after it. */
  readonly end: number;
}

/** Reads a segment. The mark of the end has no data. @param from offset of its marker, or of fill bytes before it @throws UnusualJpeg */
export function readSegment(jpeg: Buffer, from: number): Segment {
  let at = from;
  while (jpeg[at] === 0xff && jpeg[at + 1] === 0xff) at += 1;
  if (jpeg[at] !== 0xff) throw new UnusualJpeg('marker');
  const kind = jpeg[at + 1] as number;
  if (kind === marker.endOfImage) return { kind, at, data: Buffer.alloc(0), end: at + 2 };
  const length = at + 4 <= jpeg.length ? jpeg.readUInt16BE(at + 2) : 0;
  const end = at + 2 + length;
  if (length < 2 || end > jpeg.length) throw new UnusualJpeg('segment');
  return { kind, at, data: jpeg.subarray(at + 4, end), end };
}

/** The offset of the next marker from an offset on, without fill bytes before it; the length of the JPEG if there is none. */
export function nextMarker(jpeg: Buffer, from: number): number {
  for (let at = jpeg.indexOf(0xff, from); at >= 0 && at + 1 < jpeg.length; at = jpeg.indexOf(0xff, at + 1)) {
    const kind = jpeg[at + 1] as number;
    if (kind !== 0 && kind !== 0xff) return at;
  }
  return jpeg.length;
}

/** Whether a marker divides samples. */
export function isRestart(kind: number | undefined): boolean {
  return kind !== undefined && kind >= 0xd0 && kind <= 0xd7;
}

/** A component of a scan, with the numbers of its tables. */
export interface ScannedComponent {
  readonly id: number;
  readonly dc: number;
  readonly ac: number;
}

/** The components of a scan. @param data of its head @throws UnusualJpeg */
export function scannedComponents(data: Buffer): ScannedComponent[] {
  const count = data[0] ?? 0;
  if (count < 1 || data.length !== 4 + count * 2) throw new UnusualJpeg('scan');
  return Array.from({ length: count }, (_, index) => {
    const tables = data[2 + index * 2] as number;
    return { id: data[1 + index * 2] as number, dc: tables >> 4, ac: 0x10 | (tables & 15) };
  });
}
