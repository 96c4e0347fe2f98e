import { type IsoBox, isoBox, isoBoxes } from './isoBoxes';

/** The items of an AVIF or HEIC: images, and blocks of metadata. Sources: ISO/IEC 14496-12, 8.11 (items); ISO/IEC 23008-12 (images). */

/** A reader and writer of numbers of one to eight bytes at a moving place. */
class Cursor {
  constructor(
    readonly bytes: Buffer,
    public at: number,
  ) {}

  next(size: number): number {
    const value = size === 0 ? 0 : size === 8 ? Number(this.bytes.readBigUInt64BE(this.at)) : this.bytes.readUIntBE(this.at, size);
    this.at += size;
    return value;
  }
}

/** A piece of the data of an item. */
export interface ItemExtent {
  /** Offset in the file. */
  readonly start: number;
  readonly length: number;
  /** Where the length itself stands, and in how many bytes. */
  readonly lengthAt: number;
  readonly lengthSize: number;
}

export interface HeifItem {
  readonly id: number;
  /** Four characters, such as `av01`, `Exif`, `mime`. */
  readonly type: string;
  /** Of a `mime` item. */
  readonly contentType: string;
  readonly extents: readonly ItemExtent[];
}

/** A reference from an item to others, such as `thmb` from a thumbnail to its image. */
export interface ItemReference {
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

/** The `meta` box of a file. */
export interface HeifMeta {
  readonly box: IsoBox;
  /** The boxes in it, of which each type is unique. */
  readonly parts: readonly IsoBox[];
  readonly items: readonly HeifItem[];
  readonly references: readonly ItemReference[];
}

/** Bytes of version and flags. */
const fullHead = 4;

/** The entries of a list of items, each with its range, so that entries can be left out. */
interface Entry {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

function cString(bytes: Buffer, at: number, end: number): { readonly text: string; readonly next: number } {
  const stop = bytes.indexOf(0, at);
  const last = stop < 0 || stop > end ? end : stop;
  return { text: bytes.toString('utf8', at, last), next: last + 1 };
}

function itemKinds(bytes: Buffer, box: IsoBox): (Entry & Pick<HeifItem, 'type' | 'contentType'>)[] | undefined {
  const version = bytes[box.dataAt] as number;
  const entries = isoBoxes(bytes, box.dataAt + fullHead + (version === 0 ? 2 : 4), box.end);
  return entries?.map(({ start, dataAt, end }) => {
    const infeVersion = bytes[dataAt] as number;
    const idSize = infeVersion < 3 ? 2 : 4;
    const id = bytes.readUIntBE(dataAt + fullHead, idSize);
    // Older entries have no type.
    if (infeVersion < 2) return { id, start, end, type: '', contentType: '' };
    const typeAt = dataAt + fullHead + idSize + 2;
    const type = bytes.toString('latin1', typeAt, typeAt + 4);
    const name = cString(bytes, typeAt + 4, end);
    return { id, start, end, type, contentType: type === 'mime' ? cString(bytes, name.next, end).text : '' };
  });
}

/** @param idatAt offset of the content of `idat`, to which some locations refer */
function itemPlaces(bytes: Buffer, box: IsoBox, idatAt: number | undefined): (Entry & Pick<HeifItem, 'extents'>)[] | undefined {
  const version = bytes[box.dataAt] as number;
  if (version > 2) return undefined;
  const sizes = bytes.readUInt16BE(box.dataAt + fullHead);
  const [offsetSize, lengthSize, baseSize, indexSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15, version > 0 ? sizes & 15 : 0];
  const cursor = new Cursor(bytes, box.dataAt + fullHead + 2);
  const count = cursor.next(version < 2 ? 2 : 4);
  const found: (Entry & Pick<HeifItem, 'extents'>)[] = [];
  for (let index = 0; index < count; index += 1) {
    const start = cursor.at;
    const id = cursor.next(version < 2 ? 2 : 4);
    const method = version > 0 ? cursor.next(2) & 15 : 0;
    const isElsewhere = cursor.next(2) !== 0;
    if (isElsewhere || method > 1 || (method === 1 && idatAt === undefined)) return undefined;
    const base = cursor.next(baseSize) + (method === 1 ? (idatAt as number) : 0);
    const extents = Array.from({ length: cursor.next(2) }, () => {
      cursor.next(indexSize);
      const from = base + cursor.next(offsetSize);
      const lengthAt = cursor.at;
      return { start: from, length: cursor.next(lengthSize), lengthAt, lengthSize };
    });
    found.push({ id, start, end: cursor.at, extents });
  }
  return found;
}

function itemReferences(bytes: Buffer, box: IsoBox): (ItemReference & { readonly start: number; readonly end: number })[] | undefined {
  const idSize = bytes[box.dataAt] === 0 ? 2 : 4;
  return isoBoxes(bytes, box.dataAt + fullHead, box.end)?.map(({ type, start, dataAt, end }) => {
    const cursor = new Cursor(bytes, dataAt);
    const from = cursor.next(idSize);
    const to = Array.from({ length: cursor.next(2) }, () => cursor.next(idSize));
    return { type, from, to, start, end };
  });
}

/** Reads the items of a file; undefined for an unusual structure. */
export function readHeifMeta(bytes: Buffer, box: IsoBox): HeifMeta | undefined {
  const parts = isoBoxes(bytes, box.dataAt + fullHead, box.end);
  const part = (type: string) => parts?.find((each) => each.type === type);
  const [iinf, iloc, iref, idat] = [part('iinf'), part('iloc'), part('iref'), part('idat')];
  if (!parts || !iinf || !iloc) return undefined;
  const kinds = itemKinds(bytes, iinf);
  const places = itemPlaces(bytes, iloc, idat?.dataAt);
  const references = iref ? itemReferences(bytes, iref) : [];
  if (!kinds || !places || !references) return undefined;
  const extentsOf = new Map(places.map(({ id, extents }) => [id, extents]));
  const items = kinds.map(({ id, type, contentType }) => ({ id, type, contentType, extents: extentsOf.get(id) ?? [] }));
  return { box, parts, items, references };
}

/** A list of items without some of them. */
function withoutEntries(bytes: Buffer, box: IsoBox, entries: readonly Entry[], gone: ReadonlySet<number>): Buffer {
  const version = bytes[box.dataAt] as number;
  const isPlaces = box.type === 'iloc';
  const countAt = box.dataAt + fullHead + (isPlaces ? 2 : 0);
  const countSize = (isPlaces ? version < 2 : version === 0) ? 2 : 4;
  const kept = entries.filter(({ id }) => !gone.has(id));
  const head = Buffer.from(bytes.subarray(box.dataAt, countAt + countSize));
  head.writeUIntBE(kept.length, head.length - countSize, countSize);
  return isoBox(box.type, head, ...kept.map(({ start, end }) => bytes.subarray(start, end)));
}

function withoutReferences(bytes: Buffer, box: IsoBox, gone: ReadonlySet<number>): Buffer {
  const idSize = bytes[box.dataAt] === 0 ? 2 : 4;
  const kept = (itemReferences(bytes, box) ?? []).flatMap(({ type, from, to }) => {
    const left = to.filter((id) => !gone.has(id));
    if (gone.has(from) || left.length === 0) return [];
    const body = Buffer.alloc(idSize * (1 + left.length) + 2);
    body.writeUIntBE(from, 0, idSize);
    body.writeUInt16BE(left.length, idSize);
    for (const [index, id] of left.entries()) body.writeUIntBE(id, idSize * (1 + index) + 2, idSize);
    return [isoBox(type, body)];
  });
  return kept.length === 0 ? Buffer.alloc(0) : isoBox('iref', bytes.subarray(box.dataAt, box.dataAt + fullHead), ...kept);
}

/** The associations of items with properties, without those of some items. */
function withoutAssociations(bytes: Buffer, box: IsoBox, gone: ReadonlySet<number>): Buffer {
  const idSize = bytes[box.dataAt] === 0 ? 2 : 4;
  const indexSize = (bytes[box.dataAt + 3] as number) & 1 ? 2 : 1;
  const cursor = new Cursor(bytes, box.dataAt + fullHead);
  const kept: Buffer[] = [];
  const count = cursor.next(4);
  for (let index = 0; index < count; index += 1) {
    const start = cursor.at;
    const id = cursor.next(idSize);
    const associations = cursor.next(1);
    cursor.at += associations * indexSize;
    if (!gone.has(id)) kept.push(bytes.subarray(start, cursor.at));
  }
  const head = Buffer.from(bytes.subarray(box.dataAt, box.dataAt + fullHead + 4));
  head.writeUInt32BE(kept.length, fullHead);
  return isoBox('ipma', head, ...kept);
}

function withoutItemProperties(bytes: Buffer, box: IsoBox, gone: ReadonlySet<number>): Buffer {
  const parts = isoBoxes(bytes, box.dataAt, box.end) ?? [];
  const kept = parts.map((part) => (part.type === 'ipma' ? withoutAssociations(bytes, part, gone) : bytes.subarray(part.start, part.end)));
  return isoBox('iprp', ...kept);
}

/**
 * The `meta` box without some items, filled up to its former size, so that no offset changes; undefined if the rest is too small
 * for a box.
 */
export function withoutItems(bytes: Buffer, { box, parts }: HeifMeta, gone: ReadonlySet<number>): Buffer | undefined {
  const idat = parts.find(({ type }) => type === 'idat');
  const kept = parts.map((part) => {
    if (part.type === 'iinf') return withoutEntries(bytes, part, itemKinds(bytes, part) ?? [], gone);
    if (part.type === 'iloc') return withoutEntries(bytes, part, itemPlaces(bytes, part, idat?.dataAt) ?? [], gone);
    if (part.type === 'iref') return withoutReferences(bytes, part, gone);
    return part.type === 'iprp' ? withoutItemProperties(bytes, part, gone) : bytes.subarray(part.start, part.end);
  });
  const head = bytes.subarray(box.start, box.dataAt + fullHead);
  const body = Buffer.concat([head, ...kept]);
  const free = box.end - box.start - body.length;
  if (free === 0) return body;
  return free < 8 ? undefined : Buffer.concat([body, isoBox('free', Buffer.alloc(free - 8))]);
}
