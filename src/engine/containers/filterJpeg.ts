import { densityOf } from '../formats/density';
import { type ReducedBlock, type Removal, reduceExif, reducePhotoshop, reduceXmp } from '../metadata/reduceBlocks';
import type { FilteredFile } from './filteredFile';
import { keepsTexts, keepsUnknown, unknownNote } from './keepsBlock';

/**
 * Filters the segments of a JPEG. The tables and the coded samples are copied. Sources: ITU-T T.81 (markers), T.871 (JFIF), Exif
 * 2.32, CIPA DC-007 (further images).
 */

const marker = { soi: 0xd8, eoi: 0xd9, sos: 0xda, app0: 0xe0, app1: 0xe1, app2: 0xe2, app13: 0xed, app14: 0xee, comment: 0xfe } as const;
const exifName = 'Exif\0\0';
const xmpName = 'http://ns.adobe.com/xap/1.0/\0';
const photoshopName = 'Photoshop 3.0\0';
const maxSegmentData = 0xffff - 2;
/** Adobe's segment, which tells the color transform. Source: libjpeg (jdmarker.c). */
const adobeBytes = 12;

function isStandalone(kind: number): boolean {
  return kind === 0x01 || (kind >= 0xd0 && kind <= 0xd7);
}

/** The offset of the next marker inside coded samples; undefined if the file ends before. */
function scanEnd(jpeg: Buffer, start: number): number | undefined {
  for (let at = jpeg.indexOf(0xff, start); at >= 0 && at + 1 < jpeg.length; at = jpeg.indexOf(0xff, at + 1)) {
    const next = jpeg[at + 1] as number;
    if (next !== 0 && next !== 0xff && !isStandalone(next)) return at;
  }
  return undefined;
}

/** One segment with its marker and length, or a marker with the coded samples after it. */
interface Segment {
  readonly kind: number;
  readonly bytes: Buffer;
  /** The content of an application segment or a comment. */
  readonly data: Buffer;
}

/** The segments up to the end of the image, without what follows it; undefined for an unusual structure. */
function segmentsOf(jpeg: Buffer): Segment[] | undefined {
  const found: Segment[] = [];
  if (jpeg.length < 4 || jpeg.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 4 <= jpeg.length + 2; ) {
    // Fill bytes before a marker mean nothing (T.81, B.1.1.2).
    while (jpeg[at] === 0xff && jpeg[at + 1] === 0xff) at += 1;
    // Stray bytes between segments are left to the decoder.
    if (jpeg[at] !== 0xff || at + 2 > jpeg.length) return undefined;
    const kind = jpeg[at + 1] as number;
    if (kind === marker.eoi) return found;
    if (at + 4 > jpeg.length || isStandalone(kind) || kind === 0xff || kind === 0 || kind === marker.soi) return undefined;
    const length = jpeg.readUInt16BE(at + 2);
    const dataEnd = at + 2 + length;
    const end = kind === marker.sos ? scanEnd(jpeg, dataEnd) : dataEnd;
    if (length < 2 || end === undefined || end > jpeg.length) return undefined;
    found.push({ kind, bytes: jpeg.subarray(at, end), data: jpeg.subarray(at + 4, dataEnd) });
    at = end;
  }
  return undefined;
}

function segment(kind: number, name: string, data: Buffer): Buffer {
  const head = Buffer.alloc(4 + name.length);
  head.writeUInt16BE(0xff00 | kind, 0);
  head.writeUInt16BE(2 + name.length + data.length, 2);
  head.write(name, 4, 'latin1');
  return Buffer.concat([head, data]);
}

/** A JFIF segment without its thumbnail. @param keepsDensity otherwise only the aspect ratio of a pixel stays, which is 1 */
function reduceJfif({ kind, bytes, data }: Segment, keepsDensity: boolean): Buffer {
  const perInch = [0, 1, 2.54][data[7] as number] ?? 0;
  const resets = !keepsDensity && densityOf(data.readUInt16BE(8) * perInch).density !== undefined;
  if (data.length === 14 && !resets) return bytes;
  const plain = Buffer.from(data.subarray(0, 14));
  plain.fill(0, 12);
  if (resets) Buffer.from([0, 0, 1, 0, 1]).copy(plain, 7);
  return segment(kind, '', plain);
}

/** Adobe's segment without what follows its fields. */
function reduceAdobe({ kind, bytes, data }: Segment): Buffer {
  return data.length === adobeBytes ? bytes : segment(kind, '', data.subarray(0, adobeBytes));
}

function starts({ data }: Segment, name: string): boolean {
  return data.toString('latin1', 0, name.length) === name;
}

/** Filters segment by segment. */
class JpegFilter {
  readonly notes = new Set<string>();
  #hasPhotoshop = false;
  #hasExif = false;

  constructor(
    readonly segments: readonly Segment[],
    readonly removal: Removal,
  ) {}

  /** What remains of a segment. */
  filter(each: Segment): readonly Buffer[] {
    const { kind, bytes, data } = each;
    if (kind === marker.comment) return keepsTexts(this.removal) ? [bytes] : [];
    if (kind < marker.app0 || kind > 0xef) return [bytes];
    if (kind === marker.app14 && starts(each, 'Adobe') && data.length >= adobeBytes) return [reduceAdobe(each)];
    if (kind === marker.app0 && starts(each, 'JFIF\0') && data.length >= 14) return [reduceJfif(each, this.removal !== 'strip')];
    if (kind === marker.app0 && starts(each, 'JFXX\0')) return [];
    if (kind === marker.app1) return this.#filterApp1(each);
    if (kind === marker.app2 && starts(each, 'ICC_PROFILE\0')) return [bytes];
    // Further images follow the end of this one, where they are not kept.
    if (kind === marker.app2 && (starts(each, 'MPF\0') || starts(each, 'urn:iso:std:iso:ts:21496:-1\0'))) return [];
    if (kind === marker.app13 && starts(each, photoshopName)) return this.#filterPhotoshop();
    return this.#filterUnknown(each);
  }

  #filterApp1(each: Segment): readonly Buffer[] {
    const { data } = each;
    if (starts(each, exifName)) {
      // Decoders use the first block.
      if (this.#hasExif && this.removal !== 'previews' && this.removal !== 'strip-gps') return [];
      this.#hasExif = true;
      return this.#rebuilt(each, exifName, reduceExif(data.subarray(exifName.length), this.removal));
    }
    if (starts(each, xmpName)) return this.#rebuilt(each, xmpName, reduceXmp(data.subarray(xmpName.length), this.removal));
    // The rest of long XMP is distributed over segments. libvips does not read it, either.
    if (starts(each, 'http://ns.adobe.com/xmp/extension/\0')) return this.#dropped();
    return this.#filterUnknown(each);
  }

  #rebuilt({ kind, bytes, data }: Segment, name: string, { data: reduced, notes }: ReducedBlock): readonly Buffer[] {
    for (const note of notes) this.notes.add(note);
    if (reduced === undefined) return [];
    return data.subarray(name.length).equals(reduced) ? [bytes] : [segment(kind, name, reduced)];
  }

  /** Photoshop's block may be distributed over segments. It is written in place of the first. */
  #filterPhotoshop(): readonly Buffer[] {
    if (this.#hasPhotoshop) return [];
    this.#hasPhotoshop = true;
    const parts = this.segments.filter((each) => each.kind === marker.app13 && starts(each, photoshopName));
    const { data, notes } = reducePhotoshop(Buffer.concat(parts.map((part) => part.data.subarray(photoshopName.length))), this.removal);
    for (const note of notes) this.notes.add(note);
    if (data === undefined) return [];
    const most = maxSegmentData - photoshopName.length;
    return Array.from({ length: Math.ceil(data.length / most) }, (_, index) =>
      segment(marker.app13, photoshopName, data.subarray(index * most, (index + 1) * most)),
    );
  }

  #filterUnknown({ bytes, data }: Segment): readonly Buffer[] {
    return keepsUnknown(data, this.removal) ? [bytes] : this.#dropped();
  }

  #dropped(): readonly Buffer[] {
    for (const note of unknownNote(this.removal)) this.notes.add(note);
    return [];
  }
}

/** Filters a JPEG. Returns undefined if bytes lie between its segments, or its end is missing. */
export function filterJpeg(jpeg: Buffer, removal: Removal): FilteredFile | undefined {
  const segments = segmentsOf(jpeg);
  if (segments === undefined) return undefined;
  const filter = new JpegFilter(segments, removal);
  const kept = segments.flatMap((each) => filter.filter(each));
  return { bytes: Buffer.concat([Buffer.from([0xff, marker.soi]), ...kept, Buffer.from([0xff, marker.eoi])]), notes: [...filter.notes] };
}
