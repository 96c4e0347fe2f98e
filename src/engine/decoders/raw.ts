import * as l10n from '@vscode/l10n';
import { loadSharp } from '../formats/loadSharp';
import { isTurned } from '../formats/orientation';
import { tiffTag } from '../formats/tiffDirectories';
import { uprightCopy } from '../formats/uprightCopy';
import type { DecodedHeader, DecodedImage, Decoder, ReadableBytes } from './decoder';
import { DecodingError } from './decodingErrors';
import { readableBuffer } from './readBytes';

/**
 * Camera raw files, by the largest JPEG in them: the preview in full size that most cameras write. Sources: TIFF 6.0 and DNG 1.7 for
 * most of them (ORF and RW2 are TIFFs with another signature); "RAF Format Description" (L. Fernandez) for Fujifilm; "Canon CR3"
 * (L. Fernandez), in which the first JPEG of the media data is the largest.
 */

/** An embedded JPEG. */
interface Preview {
  readonly start: number;
  readonly length: number;
  readonly width: number;
  readonly height: number;
}

/** Where a JPEG may be. */
interface Candidate {
  readonly start: number;
  readonly length: number;
}

/** Tags beside those of the pixels. */
const tag = {
  ...tiffTag,
  /** The JPEG of a Panasonic. */
  panasonicJpeg: 0x2e,
  subDirectories: 330,
  jpegOffset: 513,
  jpegLength: 514,
  exifDirectory: 34_665,
} as const;
/** Compressions of strips that are JPEGs. The first, of old, is also used for lossless ones, which their header tells apart. */
const jpegCompressions: ReadonlySet<number> = new Set([6, 7]);

/** Bytes of a value by its type. Source: TIFF 6.0, section 2. */
const valueBytes: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 7: 1, 13: 4 };
/** More directories, entries and values than a camera writes. */
const [mostDirectories, mostEntries, mostValues] = [64, 1024, 256];

/** Reads the directories of a file like a TIFF. */
class Directories {
  readonly candidates: Candidate[] = [];
  orientation: number | undefined;
  readonly #isLittle: boolean;
  readonly #seen = new Set<number>();

  constructor(readonly file: ReadableBytes) {
    this.#isLittle = file.read(0, 2).toString('latin1') === 'II';
    this.#visit(this.#number(file.read(4, 4), 0, 4));
  }

  #number(bytes: Buffer, at: number, length: number): number {
    if (at + length > bytes.length) throw new DecodingError('truncated', 'a directory beyond the end');
    return this.#isLittle ? bytes.readUIntLE(at, length) : bytes.readUIntBE(at, length);
  }

  #visit(first: number): void {
    for (let at = first; at > 0 && !this.#seen.has(at) && this.#seen.size < mostDirectories; ) {
      this.#seen.add(at);
      const count = this.#number(this.file.read(at, 2), 0, 2);
      if (count > mostEntries) return;
      const block = this.file.read(at + 2, count * 12 + 4);
      const values = new Map<number, number[]>();
      for (let entry = 0; entry < count; entry += 1) this.#entry(block, entry * 12, values);
      this.#collect(values);
      at = this.#number(block, count * 12, 4);
    }
  }

  #entry(block: Buffer, at: number, values: Map<number, number[]>): void {
    const [id, type, count] = [this.#number(block, at, 2), this.#number(block, at + 2, 2), this.#number(block, at + 4, 4)];
    const size = valueBytes[type];
    if (size === undefined) return;
    // The data of a Panasonic's JPEG is the value itself.
    if (id === tag.panasonicJpeg && type === 7) this.candidates.push({ start: this.#number(block, at + 8, 4), length: count });
    if (count > mostValues) return;
    const bytes = size * count <= 4 ? block.subarray(at + 8, at + 12) : this.file.read(this.#number(block, at + 8, 4), size * count);
    values.set(
      id,
      Array.from({ length: count }, (_, index) => this.#number(bytes, index * size, size)),
    );
  }

  #collect(values: ReadonlyMap<number, readonly number[]>): void {
    const first = (id: number) => values.get(id)?.[0];
    this.orientation ??= first(tag.orientation);
    const add = (start: number | undefined, length: number | undefined) => {
      if (start !== undefined && length !== undefined) this.candidates.push({ start, length });
    };
    add(first(tag.jpegOffset), first(tag.jpegLength));
    const isOneStrip = values.get(tag.stripOffsets)?.length === 1;
    if (isOneStrip && jpegCompressions.has(first(tag.compression) ?? 0)) add(first(tag.stripOffsets), first(tag.stripLengths));
    for (const at of [...(values.get(tag.subDirectories) ?? []), ...(values.get(tag.exifDirectory) ?? [])]) this.#visit(at);
  }
}

/** Bytes of a file in which a JPEG is looked for, where no directory tells: the media data of a Canon begin with one. */
const searchedBytes = 1 << 25;

/** JPEGs that are found by their first bytes. */
function searchedCandidates(file: ReadableBytes): Candidate[] {
  const bytes = file.read(0, searchedBytes);
  const found: Candidate[] = [];
  const start = Buffer.from([0xff, 0xd8, 0xff]);
  for (let at = bytes.indexOf(start); at >= 0 && found.length < mostDirectories; at = bytes.indexOf(start, at + 3))
    found.push({ start: at, length: file.size - at });
  return found;
}

/** Bytes of a JPEG that contain the size of its image: after its metadata, of which each block has at most 64 KB. */
const jpegHeadBytes = 1 << 20;

/** The size of a JPEG that libjpeg decodes. Lossless ones hold the raw samples. */
function jpegSize(head: Buffer): { width: number; height: number } | undefined {
  if (head.length < 4 || head.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 <= head.length && head[at] === 0xff; ) {
    const marker = head[at + 1] as number;
    if (marker >= 0xc0 && marker <= 0xc2) return { width: head.readUInt16BE(at + 7), height: head.readUInt16BE(at + 5) };
    if (marker === 0xda || (marker > 0xc2 && marker < 0xd0 && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)) return undefined;
    at += marker === 0xff ? 1 : 2 + head.readUInt16BE(at + 2);
  }
  return undefined;
}

function previewAt(file: ReadableBytes, { start, length }: Candidate): Preview | undefined {
  const size = jpegSize(file.read(start, Math.min(length, jpegHeadBytes)));
  return size && size.width > 0 && size.height > 0 ? { start, length, ...size } : undefined;
}

const tiffStart = /^(?:II[*RU]|MM\0[*]|MMOR)/s;

/** The largest preview of a file, and the orientation of its image. */
function findPreview(file: ReadableBytes): { readonly preview: Preview; readonly orientation: number } {
  const head = file.read(0, 100);
  const isFujifilm = head.toString('latin1', 0, 15) === 'FUJIFILMCCD-RAW';
  const directories = tiffStart.test(head.toString('latin1', 0, 4)) ? new Directories(file) : undefined;
  const known =
    isFujifilm && head.length >= 92 ? [{ start: head.readUInt32BE(84), length: head.readUInt32BE(88) }] : directories?.candidates;
  const listed = (known ?? []).flatMap((each) => previewAt(file, each) ?? []);
  const previews = listed.length > 0 ? listed : searchedCandidates(file).flatMap((each) => previewAt(file, each) ?? []);
  const [largest] = previews.sort((a, b) => b.width * b.height - a.width * a.height);
  if (!largest) throw new DecodingError('unsupported', l10n.t('a camera raw file without a preview'));
  if (known && largest.start + largest.length > file.size) throw new DecodingError('truncated', 'a cut preview');
  return { preview: largest, orientation: directories?.orientation ?? 1 };
}

function readHeader(file: ReadableBytes): DecodedHeader {
  const { preview, orientation } = findPreview(file);
  const [width, height] = isTurned(orientation) ? [preview.height, preview.width] : [preview.width, preview.height];
  const remarks = [l10n.t('The preview in the camera raw file was used ({0} x {1} pixels), without its metadata.', width, height)];
  return { width, height, bits: 8, space: 'rgb', alpha: false, pages: 1, metadata: {}, remarks };
}

async function decode(file: Buffer): Promise<readonly DecodedImage[]> {
  const { preview, orientation } = findPreview(readableBuffer(file));
  const sharp = await loadSharp();
  const jpeg = file.subarray(preview.start, preview.start + preview.length);
  try {
    // The orientation of the raw file counts, not that of its preview, which often has none.
    const { data, info } = await sharp(uprightCopy(jpeg, 'jpeg', orientation))
      .autoOrient()
      .toColorspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return [{ width: info.width, height: info.height, bits: 8, space: 'rgb', alpha: false, samples: data }];
  } catch (error) {
    throw new DecodingError('damaged', (error as Error).message);
  }
}

/** Camera raw: the largest preview, upright, in sRGB. */
export const raw: Decoder = { readHeader, decode };
