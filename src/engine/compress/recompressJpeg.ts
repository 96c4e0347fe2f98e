import { type HuffmanLookup, lookupOf } from '../jpeg/huffmanCodes';
import { emptyFrame, frameSegment, type JpegFrame, type JpegScan, readFrameLayout } from '../jpeg/jpegFrame';
import { decodeScan, readEntropyCoded } from '../jpeg/jpegScanDecoder';
import { encodeScans } from '../jpeg/jpegScanEncoder';
import { progressiveScans, sequentialScans } from '../jpeg/jpegScript';
import { readTables } from '../jpeg/readTables';
import { marker, readSegment, scannedComponents, segmentKind, sequentialKinds } from '../jpeg/segments';
import { UnusualJpeg } from '../jpeg/unusualJpeg';
import { isMultiPicture, movePictures } from './multiPicture';

/**
 * Recompresses JPEGs losslessly, as `jpegtran -copy all -optimize -progressive` does: the quantized coefficients stay, their
 * Huffman codes are made anew. No package does it that is maintained, small, and runs everywhere: @napi-rs/image takes 18 MB per
 * platform, and the builds of jpegtran in WebAssembly are abandoned.
 */

const progressiveKind = 0xc2;

/** A segment that is kept as it is, or the frame. */
interface KeptSegment {
  readonly kind: number;
  /** Where it starts in the source. */
  readonly at: number;
  /** With marker and length. */
  readonly whole: Buffer;
}

/** Reads a JPEG from its start to its end. */
class JpegReader {
  readonly kept: KeptSegment[] = [];
  frame: JpegFrame | undefined;
  #at = 2;
  #restartInterval = 0;
  #scans = 0;
  readonly #tables = new Map<number, HuffmanLookup>();

  constructor(readonly bytes: Buffer) {
    if (bytes.length < 4 || bytes.readUInt16BE(0) !== (0xff00 | marker.startOfImage)) throw new UnusualJpeg('start');
  }

  /** Decodes all scans. @returns the offset after the end of the image */
  read(): number {
    for (;;) {
      const { kind, at, data, end } = readSegment(this.bytes, this.#at);
      this.#at = end;
      if (kind === marker.endOfImage) return end;
      if (kind === marker.startOfScan) this.#scan(data);
      else this.#segment(kind, data, { kind, at, whole: this.bytes.subarray(at, end) });
    }
  }

  #segment(kind: number, data: Buffer, whole: KeptSegment): void {
    const isMetadata = (kind & 0xf0) === 0xe0 || kind === segmentKind.comment;
    const isFrame = sequentialKinds.has(kind) || kind === progressiveKind;
    if (isMetadata || (kind === segmentKind.quantization && this.#scans === 0)) this.kept.push(whole);
    else if (kind === segmentKind.huffmanTables) for (const table of readTables(data)) this.#tables.set(table.number, lookupOf(table));
    else if (kind === segmentKind.restartInterval && data.length === 2) this.#restartInterval = data.readUInt16BE(0);
    else if (isFrame && !this.frame) {
      this.frame = emptyFrame(readFrameLayout(data), kind === progressiveKind);
      this.kept.push(whole);
    } else throw new UnusualJpeg('segment');
  }

  #scan(data: Buffer): void {
    const { frame } = this;
    if (!frame) throw new UnusualJpeg('scan');
    const scanned = scannedComponents(data);
    const components = scanned.map(({ id }) => frame.components.findIndex((component) => component.id === id));
    const tables = scanned.map(({ dc, ac }) => ({ dc: this.#tables.get(dc), ac: this.#tables.get(ac) }));
    const [start, end, bits] = [...data.subarray(-3)] as [number, number, number];
    const band = frame.isProgressive ? { start, end, high: bits >> 4, low: bits & 15 } : { start: 0, end: 63, high: 0, low: 0 };
    const scan: JpegScan = { components, ...band };
    if (components.includes(-1) || !isPossible(scan, frame)) throw new UnusualJpeg('scan');
    const { parts, end: after } = readEntropyCoded(this.bytes, this.#at);
    decodeScan(frame, scan, { parts, tables, restartInterval: this.#restartInterval });
    this.#at = after;
    this.#scans += 1;
  }
}

function isPossible({ components, start, end, low }: JpegScan, { isProgressive }: JpegFrame): boolean {
  if (new Set(components).size !== components.length || end > 63 || start > end || low > 13) return false;
  if (!isProgressive) return true;
  return start === 0 ? end === 0 : components.length === 1;
}

/** Whether all quantization tables have 8 bits, as a baseline JPEG requires. */
function hasShortTables(kept: readonly KeptSegment[]): boolean {
  return kept.every(({ kind, whole }) => {
    if (kind !== segmentKind.quantization) return true;
    for (let at = 4; at < whole.length; at += 65) if ((whole[at] as number) > 15) return false;
    return true;
  });
}

interface ReadJpeg {
  readonly frame: JpegFrame;
  readonly kept: readonly KeptSegment[];
  /** What comes after the end of the image. */
  readonly rest: Buffer;
}

/** The image with its coefficients in other scans; undefined where it would have more bytes than `maxBytes`. */
function assemble({ frame, kept, rest }: ReadJpeg, isProgressive: boolean, maxBytes: number): Buffer | undefined {
  const scans = encodeScans(frame, (isProgressive ? progressiveScans : sequentialScans)(frame), { isProgressive, maxBytes });
  if (!scans) return undefined;
  const isBaseline = hasShortTables(kept);
  const head = kept.map(({ kind, whole }) =>
    sequentialKinds.has(kind) || kind === progressiveKind ? frameSegment(whole.subarray(4), isProgressive, isBaseline) : whole,
  );
  return Buffer.concat([Buffer.from([0xff, marker.startOfImage]), ...head, ...scans, Buffer.from([0xff, marker.endOfImage]), rest]);
}

/** Corrects the list of further images in the file, whose positions count from the list. */
function withMovedPictures(jpeg: Buffer, end: number, { kept, rest }: ReadJpeg): Buffer {
  let at = 2;
  for (const { at: before, whole } of kept) {
    if (isMultiPicture(whole))
      movePictures(jpeg.subarray(at, at + whole.length), { list: at - before, images: jpeg.length - rest.length - end });
    at += whole.length;
  }
  return jpeg;
}

/**
 * The same image in fewer bytes, progressive or sequential, with its metadata byte for byte; the input when there is nothing to
 * gain. Undefined for a JPEG that is damaged or of a rare kind: arithmetic coding, 12 bits, lossless, hierarchical.
 */
export function recompressJpeg(jpeg: Buffer): Buffer | undefined {
  try {
    const reader = new JpegReader(jpeg);
    const end = reader.read();
    const { frame, kept } = reader;
    if (!frame) return undefined;
    const read: ReadJpeg = { frame, kept, rest: jpeg.subarray(end) };
    const progressive = assemble(read, true, jpeg.length);
    const sequential = assemble(read, false, progressive?.length ?? jpeg.length);
    const smallest = sequential && sequential.length <= (progressive?.length ?? jpeg.length) ? sequential : progressive;
    return smallest && smallest.length < jpeg.length ? withMovedPictures(smallest, end, read) : jpeg;
  } catch (error) {
    if (error instanceof UnusualJpeg || error instanceof RangeError) return undefined;
    throw error;
  }
}
