import { type HeifItem, type HeifMeta, readHeifMeta, withoutItems } from '../formats/heifItems';
import { type IsoBox, isoBoxes } from '../formats/isoBoxes';
import { type ReducedBlock, type Removal, reduceExif, reduceXmp } from '../metadata/reduceBlocks';
import type { ByteRange } from '../metadata/tiffBlock';
import type { FilteredFile } from './filteredFile';
import { keepsTexts, keepsUnknown, unknownNote } from './keepsBlock';

/**
 * Filters the items of an AVIF or a HEIC in place, so that no offset changes. Its orientation is a property of the image, not EXIF, and stays.
 * Sources: ISO/IEC 14496-12, ISO/IEC 23008-12, and MIAF (ISO/IEC 23000-22) for thumbnails.
 */

/** Items whose data are samples, or say how images are combined. */
const imageItems: ReadonlySet<string> = new Set([
  ...['av01', 'hvc1', 'hev1', 'lhv1', 'avc1', 'jpeg', 'unci'],
  ...['grid', 'iovl', 'iden', 'tmap'],
]);
/** Boxes without which the image cannot be shown. */
const metaParts: ReadonlySet<string> = new Set(['hdlr', 'pitm', 'iloc', 'iinf', 'iref', 'iprp', 'idat', 'dinf', 'grpl', 'free', 'skip']);
const fileParts: ReadonlySet<string> = new Set(['ftyp', 'meta', 'mdat', 'free', 'skip']);
/** Properties that describe an image in words, or say when it was made. */
const textProperties: ReadonlySet<string> = new Set(['udes', 'altt', 'crtt', 'mdft']);
/** References of items that mean nothing without the other item. */
const dependent: ReadonlySet<string> = new Set(['auxl', 'cdsc', 'prem']);

function overlaps(a: ByteRange, b: ByteRange): boolean {
  return a.start < b.end && b.start < a.end;
}

function rangesOf({ extents }: HeifItem): ByteRange[] {
  return extents.map(({ start, length }) => ({ start, end: start + length }));
}

/** Turns a box into one that decoders skip. */
function blank(bytes: Buffer, { start, dataAt, end }: IsoBox): void {
  bytes.write('free', start + 4, 'latin1');
  bytes.fill(0, dataAt, end);
}

/** Thumbnails, and what belongs to them. */
function thumbnailsOf({ references }: HeifMeta): Set<number> {
  const gone = new Set(references.filter(({ type }) => type === 'thmb').map(({ from }) => from));
  for (const { type, from, to } of references) if (dependent.has(type) && to.every((id) => gone.has(id))) gone.add(from);
  return gone;
}

/** Filters the items of a file. */
class AvifFilter {
  readonly notes = new Set<string>();
  readonly gone: Set<number>;

  constructor(
    readonly bytes: Buffer,
    readonly meta: HeifMeta,
    readonly removal: Removal,
  ) {
    this.gone = thumbnailsOf(meta);
  }

  #dropped(): void {
    for (const note of unknownNote(this.removal)) this.notes.add(note);
  }

  /** Reduces an item, or marks it as gone. Returns false if that is not possible in place. */
  reduce(item: HeifItem): boolean {
    if (imageItems.has(item.type) || this.gone.has(item.id)) return true;
    const data = Buffer.concat(rangesOf(item).map(({ start, end }) => this.bytes.subarray(start, end)));
    if (item.type === 'Exif') return this.#replace(item, data, this.#reduceExifItem(data));
    if (item.type === 'mime' && item.contentType === 'application/rdf+xml') return this.#replace(item, data, reduceXmp(data, this.removal));
    if (keepsUnknown(data, this.removal)) return true;
    this.#dropped();
    this.gone.add(item.id);
    return true;
  }

  /** EXIF starts with the distance to its TIFF header. */
  #reduceExifItem(data: Buffer): ReducedBlock {
    const tiffAt = data.length < 4 ? data.length : 4 + data.readUInt32BE(0);
    if (this.removal === 'strip' || tiffAt >= data.length) return { data: undefined, notes: [] };
    const { data: reduced, notes } = reduceExif(data.subarray(tiffAt), this.removal);
    return { data: reduced && Buffer.concat([data.subarray(0, tiffAt), reduced]), notes };
  }

  #replace({ id, extents }: HeifItem, data: Buffer, { data: reduced, notes }: ReducedBlock): boolean {
    for (const note of notes) this.notes.add(note);
    if (reduced === undefined) {
      this.gone.add(id);
      return true;
    }
    if (reduced.equals(data)) return true;
    const [extent, ...more] = extents;
    if (!extent || more.length > 0 || reduced.length > data.length || extent.lengthSize !== 4) return false;
    this.bytes.fill(0, extent.start, extent.start + extent.length);
    reduced.copy(this.bytes, extent.start);
    this.bytes.writeUInt32BE(reduced.length, extent.lengthAt);
    return true;
  }

  /** Removes what is neither an item nor a part of the image. */
  blankUnknown(boxes: readonly IsoBox[]): void {
    const { bytes, meta } = this;
    const unknown = [...boxes.filter(({ type }) => !fileParts.has(type)), ...meta.parts.filter(({ type }) => !metaParts.has(type))].filter(
      ({ dataAt, end }) => !keepsUnknown(bytes.subarray(dataAt, end), this.removal),
    );
    if (unknown.length > 0) this.#dropped();
    const spare = [...boxes, ...meta.parts].filter(({ type }) => type === 'free' || type === 'skip');
    for (const box of [...unknown, ...spare]) blank(bytes, box);
    if (keepsTexts(this.removal)) return;
    for (const properties of meta.parts.filter(({ type }) => type === 'iprp'))
      for (const container of isoBoxes(bytes, properties.dataAt, properties.end) ?? [])
        if (container.type === 'ipco')
          for (const box of isoBoxes(bytes, container.dataAt, container.end) ?? []) if (textProperties.has(box.type)) blank(bytes, box);
  }

  /** Zeroes data that belong to no item that stays. Returns false if data are shared. */
  zeroData(boxes: readonly IsoBox[]): boolean {
    const { items } = this.meta;
    const gone = items.filter(({ id }) => this.gone.has(id)).flatMap(rangesOf);
    const kept = items.filter(({ id }) => !this.gone.has(id)).flatMap(rangesOf);
    if (gone.some((range) => kept.some((other) => overlaps(range, other)))) return false;
    for (const { start, end } of gone) this.bytes.fill(0, start, end);
    kept.sort((a, b) => a.start - b.start);
    for (const box of boxes.filter(({ type }) => type === 'mdat')) {
      let at = box.dataAt;
      for (const { start, end } of kept) {
        if (end <= at || start >= box.end) continue;
        if (start > at) this.bytes.fill(0, at, start);
        at = end;
      }
      if (at < box.end) this.bytes.fill(0, at, box.end);
    }
    return true;
  }
}

/** Filters an AVIF or a HEIC. Returns undefined for a sequence of images, and where it cannot be done in place. */
export function filterAvif(file: Buffer, removal: Removal): FilteredFile | undefined {
  const bytes = Buffer.from(file);
  const boxes = isoBoxes(bytes, 0, bytes.length);
  const [box, ...more] = boxes?.filter(({ type }) => type === 'meta') ?? [];
  const meta = box && more.length === 0 ? readHeifMeta(bytes, box) : undefined;
  if (!boxes || !box || !meta || boxes.some(({ type }) => type === 'moov')) return undefined;
  const isInside = meta.items.flatMap(rangesOf).every(({ end }) => end <= bytes.length);
  const filter = new AvifFilter(bytes, meta, removal);
  const isPossible = isInside && meta.items.every((item) => filter.reduce(item));
  const sharesData = meta.references.some(({ type, from }) => type === 'dimg' && filter.gone.has(from));
  if (!isPossible || sharesData || !filter.zeroData(boxes)) return undefined;
  filter.blankUnknown(boxes);
  const written = filter.gone.size === 0 ? undefined : withoutItems(bytes, meta, filter.gone);
  if (filter.gone.size > 0 && written === undefined) return undefined;
  written?.copy(bytes, box.start);
  return { bytes, notes: [...filter.notes] };
}
