import { closeSync, openSync, readSync } from 'node:fs';
import { type MetadataKind, metadataKinds, type SourceHeader } from '../../shared/run/run';
import { densityOf } from './density';
import { readExifHead } from './exifHead';
import { maxPixels } from './maxPixels';
import { isTurned, outerOrientation, xmpOrientation } from './orientation';

/**
 * Reads the head of a JPEG without libvips. This takes a tenth of the time, and the planning process need not load the image
 * library for a folder of photos. Unusual files are left to libvips. Sources: ITU-T T.81 (markers), Exif 2.32.
 */

const marker = { startOfImage: 0xffd8, startOfScan: 0xffda } as const;
/** Baseline, extended and progressive frames with Huffman coding. Others are rare and left to libvips. */
const plainFrames = new Set([0xffc0, 0xffc1, 0xffc2]);
/** Segments without header data: tables and the restart interval. */
const ignoredSegments = new Set([0xffc4, 0xffdb, 0xffdd]);
const commentSegment = 0xfffe;
const headBlockBytes = 4096;
/** More segments than any camera or editor writes. Reading stops there. */
const maxSegments = 256;

/** The data before the pixels of a JPEG. */
export interface JpegHead {
  readonly header: SourceHeader;
  /** The size as stored, before the EXIF orientation. */
  readonly coded: { readonly width: number; readonly height: number };
}

/** Reads parts of a file, a block at a time. */
class BlockReader {
  #start = 0;
  #block = Buffer.alloc(0);

  constructor(readonly file: number) {}

  /** The bytes at an offset; undefined if the file ends before. */
  at(offset: number, length: number): Buffer | undefined {
    if (offset < this.#start || offset + length > this.#start + this.#block.length) {
      const block = Buffer.allocUnsafe(Math.max(headBlockBytes, length));
      this.#block = block.subarray(0, readSync(this.file, block, 0, block.length, offset));
      this.#start = offset;
    }
    const from = offset - this.#start;
    return from + length <= this.#block.length ? this.#block.subarray(from, from + length) : undefined;
  }
}

/** The density of a JFIF segment in pixels per inch; undefined if it contains only an aspect ratio. */
function jfifDensity(data: Buffer): number | undefined {
  const perInch = [undefined, 1, 2.54][data[7] as number];
  return perInch && data.readUInt16BE(8) * perInch;
}

/** Adobe's namespace for gain maps, used in the XMP of Ultra HDR photos. */
const gainMapNamespace = 'http://ns.adobe.com/hdr-gain-map/';

/** Collects the data of the segments before the pixels. */
class HeadCollector {
  #frame: { width: number; height: number; channels: number } | undefined;
  /** By EXIF, and by XMP. */
  #orientation: number | undefined;
  #xmpOrientation: number | undefined;
  #density: number | undefined;
  /** Whether a gain map is mentioned, and whether there are further images, one of which may be the gain map. */
  #gainMap = false;
  #images = false;
  readonly #metadata = new Set<MetadataKind>();
  readonly #profileParts = new Set<number>();
  #profilePartCount = 0;

  /** Adds a segment, without its marker and length. Returns whether it is a usual one. */
  take(kind: number, data: Buffer): boolean {
    if (plainFrames.has(kind)) return this.#takeFrame(data);
    if (ignoredSegments.has(kind)) return true;
    const name = data.toString('latin1', 0, 32);
    switch (kind) {
      case commentSegment:
        this.#metadata.add('comments');
        return true;
      case 0xffe0:
        if (name.startsWith('JFIF\0') && data.length >= 12) this.#density ??= jfifDensity(data);
        return true;
      case 0xffe1:
        if (name.startsWith('Exif\0\0')) return this.#takeExif(data.subarray(6));
        this.#gainMap ||= data.includes(gainMapNamespace);
        this.#xmpOrientation ??= xmpOrientation(data);
        return this.#add('xmp', name.startsWith('http://ns.adobe.com/xap/1.0/\0'));
      case 0xffe2:
        return name.startsWith('ICC_PROFILE\0') ? this.#takeProfilePart(data) : this.#takeImages(name);
      case 0xffed:
        return this.#add('iptc', name.startsWith('Photoshop 3.0\0'));
      default:
        return kind >= 0xffe3 && kind <= 0xffef;
    }
  }

  #takeFrame(data: Buffer): boolean {
    if (data.length < 6 || this.#frame) return false;
    const [bits, height, width, channels] = [data[0], data.readUInt16BE(1), data.readUInt16BE(3), data[5] as number];
    this.#frame = { width, height, channels };
    return bits === 8 && (channels === 1 || channels === 3) && width > 0 && height > 0 && width * height <= maxPixels;
  }

  #takeExif(exif: Buffer): boolean {
    const head = readExifHead(exif);
    this.#orientation = head?.orientation;
    // libvips prefers this density to the one of JFIF.
    this.#density = head?.density ?? this.#density;
    return head !== undefined && this.#add('exif', true);
  }

  #takeProfilePart(data: Buffer): boolean {
    if (data.length <= 14) return false;
    this.#profileParts.add(data[12] as number);
    this.#profilePartCount = data[13] as number;
    this.#metadata.add('icc');
    return true;
  }

  /** Handles the list of further images in the file (CIPA DC-007), and the mark of a gain map (ISO 21496-1). */
  #takeImages(name: string): boolean {
    const [list, mark] = [name.startsWith('MPF\0'), name.startsWith('urn:iso:std:iso:ts:21496:-1\0')];
    this.#images ||= list;
    this.#gainMap ||= mark;
    return list || mark;
  }

  /** Adds a kind of metadata. A second segment of a kind is unusual. */
  #add(kind: MetadataKind, isUsual: boolean): boolean {
    if (!isUsual || this.#metadata.has(kind)) return false;
    this.#metadata.add(kind);
    return true;
  }

  end(): JpegHead | undefined {
    if (!this.#frame || this.#profileParts.size !== this.#profilePartCount) return undefined;
    const { width, height, channels } = this.#frame;
    const outer = outerOrientation(this.#orientation, this.#xmpOrientation);
    const turned = isTurned(this.#orientation ?? outer?.orientation);
    // A gain map is one of the further images. Without any, a mention of it is a leftover.
    if (this.#images) this.#metadata.add(this.#gainMap ? 'gainMap' : 'images');
    // libvips treats the XMP beside a gain map as a part of it.
    if (this.#metadata.has('gainMap')) this.#metadata.delete('xmp');
    const header: SourceHeader = {
      format: 'jpeg',
      width: turned ? height : width,
      height: turned ? width : height,
      pages: 1,
      bits: 8,
      channels,
      alpha: false,
      space: channels === 1 ? 'b-w' : 'srgb',
      metadata: metadataKinds.filter((kind) => this.#metadata.has(kind)),
      ...densityOf(this.#density),
      ...outer,
    };
    return { header, coded: { width, height } };
  }
}

interface Segment {
  readonly kind: number;
  /** The content, without marker and length. */
  readonly data: Buffer;
}

/** The segments before the pixels. Returns true at the pixels, and false if the file is malformed before. */
function* segments(file: number): Generator<Segment, boolean> {
  const reader = new BlockReader(file);
  if (reader.at(0, 2)?.readUInt16BE() !== marker.startOfImage) return false;
  let offset = 2;
  for (let count = 0; count < maxSegments; count += 1) {
    const start = reader.at(offset, 4);
    const kind = start?.readUInt16BE(0);
    if (start === undefined || kind === undefined) return false;
    if (kind === marker.startOfScan) return true;
    const length = start.readUInt16BE(2);
    // Fill bytes and markers without a length are unusual here.
    const data = length < 2 ? undefined : reader.at(offset + 4, length - 2);
    if (data === undefined) return false;
    yield { kind, data };
    offset += 2 + length;
  }
  return false;
}

/** Reads the head of a usual JPEG; undefined for everything else. @throws what the file system throws */
export function readJpegHead(path: string): JpegHead | undefined {
  const file = openSync(path, 'r');
  try {
    const head = new HeadCollector();
    const walk = segments(file);
    let step = walk.next();
    for (; !step.done; step = walk.next()) if (!head.take(step.value.kind, step.value.data)) return undefined;
    return step.value ? head.end() : undefined;
  } finally {
    closeSync(file);
  }
}

/** The comments before the pixels of a JPEG, as stored. */
export function readJpegComments(path: string): Buffer[] {
  const file = openSync(path, 'r');
  try {
    return [...segments(file)].filter(({ kind }) => kind === commentSegment).map(({ data }) => Buffer.from(data));
  } finally {
    closeSync(file);
  }
}
