import { trailer, walkGifBlocks } from './gif';
import { checkedChunks } from './png';
import { readChunks, webpHeadBytes } from './webp';

/**
 * Walks the container of an encoded image from its signature to its end mark, without decoding its pixels. This finds a file
 * that ends early or has another size than it should, in a hundredth of the time that decoding takes.
 */

/** The size as stored, in pixels, and the number of frames. */
export interface WalkedImage {
  readonly width: number;
  readonly height: number;
  readonly pages: number;
}

/** A container that does not reach its end mark. */
class BrokenContainerError extends Error {}

function walkPng(bytes: Buffer): WalkedImage {
  // Nothing to do with them but to go through all of them.
  for (const _ of checkedChunks(bytes));
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), pages: 1 };
}

/** An animation has as many frames as it announces. */
function walkApng(bytes: Buffer): WalkedImage {
  const pages = [...checkedChunks(bytes)].filter(({ type }) => type === 'fcTL').length;
  return { ...walkPng(bytes), pages };
}

const jpegMarker = { start: 0xd8, end: 0xd9, scan: 0xda } as const;

/** Whether a marker is part of the coded pixels: a stuffed byte, or a restart. */
function isInScan(kind: number): boolean {
  return kind === 0 || (kind >= 0xd0 && kind <= 0xd7);
}

/** Whether a marker starts a frame. The codes between them are tables. */
function isJpegFrame(kind: number): boolean {
  return kind >= 0xc0 && kind <= 0xcf && kind !== 0xc4 && kind !== 0xc8 && kind !== 0xcc;
}

/** The offset of the marker after coded pixels. */
function afterScan(bytes: Buffer, start: number): number {
  let at = bytes.indexOf(0xff, start);
  while (at >= 0 && isInScan(bytes[at + 1] ?? jpegMarker.end)) at = bytes.indexOf(0xff, at + 2);
  return at;
}

/** Sources: ITU-T T.81, B.1 and B.2. */
function walkJpeg(bytes: Buffer): WalkedImage {
  if (bytes[0] !== 0xff || bytes[1] !== jpegMarker.start) throw new BrokenContainerError('not a JPEG');
  let size: WalkedImage | undefined;
  let scans = 0;
  for (let at = 2; at >= 0 && at + 2 <= bytes.length && bytes[at] === 0xff; ) {
    const kind = bytes[at + 1] as number;
    if (kind === jpegMarker.end && size && scans > 0) return size;
    if (kind === 0xff)
      at += 1; // a fill byte
    else {
      const next = at + 2 + bytes.readUInt16BE(at + 2);
      if (isJpegFrame(kind)) size = { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5), pages: 1 };
      if (kind === jpegMarker.scan) scans += 1;
      at = kind === jpegMarker.scan ? afterScan(bytes, next) : next;
    }
  }
  throw new BrokenContainerError('the JPEG has no end');
}

/** Source: GIF89a specification (CompuServe, 1990). */
function walkGif(bytes: Buffer): WalkedImage {
  if (!/^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))) throw new BrokenContainerError('not a GIF');
  const { end, images } = walkGifBlocks(bytes);
  if (bytes[end] !== trailer || images === 0) throw new BrokenContainerError('the GIF has no end');
  return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8), pages: images };
}

/** The size in a chunk of a WebP. Sources: RFC 9649, 2.7.1; RFC 6386, 9.1; RFC 9649, 3.4. */
const webpSizes: Readonly<Record<string, (data: Buffer) => Omit<WalkedImage, 'pages'>>> = {
  VP8X: (data) => ({ width: data.readUIntLE(4, 3) + 1, height: data.readUIntLE(7, 3) + 1 }),
  'VP8 ': (data) => ({ width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff }),
  VP8L: (data) => {
    const bits = data.readUInt32LE(1);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  },
};

function walkWebp(bytes: Buffer): WalkedImage {
  const isWebp = bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
  if (!isWebp) throw new BrokenContainerError('not a WebP');
  const end = 8 + bytes.readUInt32LE(4);
  const all = readChunks(bytes);
  const length = all.reduce<number>((sum, { data }) => sum + 8 + data.length + (data.length % 2), webpHeadBytes.file);
  // The chunks are cut at the end of the file.
  if (end > bytes.length || length !== bytes.length) throw new BrokenContainerError('the WebP has no end');
  const first = all[0];
  const size = first && webpSizes[first.type]?.(first.data);
  const frames = all.filter(({ type }) => type === 'ANMF').length;
  if (!size || !all.some(({ type }) => type === 'ANMF' || type === 'VP8 ' || type === 'VP8L')) throw new BrokenContainerError('no pixels');
  return { ...size, pages: Math.max(1, frames) };
}

const walkers: Readonly<Partial<Record<string, (bytes: Buffer) => WalkedImage>>> = {
  png: walkPng,
  apng: walkApng,
  jpeg: walkJpeg,
  gif: walkGif,
  webp: walkWebp,
};

/**
 * Walks a container to its end.
 * @param format by sharp's name
 * @returns undefined for a format whose container has no end mark
 * @throws a plain Error if the file is another format or ends early
 */
export function walkContainer(bytes: Buffer, format: string): WalkedImage | undefined {
  return walkers[format]?.(bytes);
}
