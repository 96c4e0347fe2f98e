import { replaceMetadataBlock } from '../formats/replaceMetadataBlock';

/**
 * Edits EXIF blocks without moving anything: libvips cannot remove only the GPS directory.
 * Sources: Exif 2.32 (CIPA DC-008), TIFF 6.0; Exif 3.0 for the type UTF-8. Offsets count from the TIFF header.
 */

const prefix = Buffer.from('Exif\0\0', 'latin1');
const headSize = 8;
const entrySize = 12;
/** Exif has five directories. The limit ends cycles. */
const maxDirectories = 16;

const tags = {
  artist: 0x013b,
  thumbnail: 0x0201,
  thumbnailLength: 0x0202,
  copyright: 0x8298,
  exif: 0x8769,
  gps: 0x8825,
  interoperability: 0xa005,
} as const;

/** Bytes per value for each type; 13 is the offset of a directory, 129 is UTF-8. */
const typeSizes: Readonly<Record<number, number>> = {
  ...{ 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4 },
  129: 1,
};
const textTypes: ReadonlySet<number> = new Set([2, 129]);
const shortType = 3;

/** A block from its TIFF header on, with accessors in its byte order. */
interface TiffBlock {
  readonly bytes: Buffer;
  readonly u16: (at: number) => number;
  readonly u32: (at: number) => number;
  readonly setU16: (value: number, at: number) => void;
}

interface ExifEntry {
  readonly at: number;
  readonly tag: number;
  readonly type: number;
  /** Bytes of all values; undefined for an unknown type. */
  readonly size: number | undefined;
  /** Offset of the values: inside the entry if they fit into four bytes. */
  readonly dataAt: number;
}

interface Directory {
  /** Directories in the chain from IFD0 on end with the offset of the next one; an entry points to the others. */
  readonly kind: 'chained' | 'pointed' | 'gps';
  readonly start: number;
  /** Offset of the end of the entries. */
  readonly end: number;
  /** The entries inside the block. */
  readonly entries: readonly ExifEntry[];
  readonly isWhole: boolean;
}

/** Bytes with one owner. Areas of the same owner may overlap, since writers share equal values. */
interface Area {
  /** A directory owns its entries if they are going to be shifted. */
  readonly owner: Directory | 'gps' | 'rest';
  readonly start: number;
  readonly end: number;
}

function tiffBytes(exif: Buffer): Buffer {
  return exif.subarray(0, prefix.length).equals(prefix) ? exif.subarray(prefix.length) : exif;
}

function tiffOf(exif: Buffer): TiffBlock | undefined {
  const bytes = tiffBytes(exif);
  const order = bytes.toString('latin1', 0, 2);
  if (bytes.length < headSize || (order !== 'II' && order !== 'MM')) return undefined;
  const isLittleEndian = order === 'II';
  const u16 = (at: number) => (isLittleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number) => (isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const setU16 = (value: number, at: number) => (isLittleEndian ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at));
  return u16(2) === 42 ? { bytes, u16, u32, setU16 } : undefined;
}

function readEntry({ u16, u32 }: TiffBlock, at: number): ExifEntry {
  const type = u16(at + 2);
  const typeSize = typeSizes[type];
  const size = typeSize === undefined ? undefined : typeSize * u32(at + 4);
  return { at, tag: u16(at), type, size, dataAt: size !== undefined && size > 4 ? u32(at + 8) : at + 8 };
}

function readDirectory(tiff: TiffBlock, kind: Directory['kind'], start: number): Directory {
  const { length } = tiff.bytes;
  if (start < headSize || start + 2 > length) return { kind, start, end: start, entries: [], isWhole: false };
  const count = tiff.u16(start);
  const end = start + 2 + count * entrySize;
  const within = Math.min(count, Math.floor((length - start - 2) / entrySize));
  const entries = Array.from({ length: within }, (_, index) => readEntry(tiff, start + 2 + index * entrySize));
  return { kind, start, end, entries, isWhole: (kind === 'chained' ? end + 4 : end) <= length };
}

const pointers: Readonly<Record<number, 'pointed' | 'gps'>> = {
  [tags.exif]: 'pointed',
  [tags.interoperability]: 'pointed',
  [tags.gps]: 'gps',
};

/** All directories that can be found. If the limit is reached, as by a cycle, the rest is omitted, and the last one is not whole. */
function readDirectories(tiff: TiffBlock): Directory[] {
  const directories: Directory[] = [];
  const found: Pick<Directory, 'kind' | 'start'>[] = [{ kind: 'chained', start: tiff.u32(4) }];
  for (const { kind, start } of found) {
    const directory = readDirectory(tiff, kind, start);
    if (directories.length === maxDirectories) return [...directories, { ...directory, isWhole: false }];
    directories.push(directory);
    if (kind === 'gps') continue;
    for (const { tag, at } of directory.entries) {
      const pointed = pointers[tag];
      if (pointed) found.push({ kind: pointed, start: tiff.u32(at + 8) });
    }
    const next = kind === 'chained' && directory.isWhole ? tiff.u32(directory.end) : 0;
    if (next !== 0) found.push({ kind, start: next });
  }
  return directories;
}

function hasGpsPointer({ entries }: Directory): boolean {
  return entries.some(({ tag }) => tag === tags.gps);
}

/** The area of the JPEG thumbnail. An uncompressed one does not matter: libvips drops it. */
function thumbnailArea({ u16, u32 }: TiffBlock, { entries }: Directory): Area | undefined {
  const [start, length] = [tags.thumbnail, tags.thumbnailLength].map((tag) => {
    const entry = entries.find((candidate) => candidate.tag === tag);
    return entry && (entry.type === shortType ? u16(entry.at + 8) : u32(entry.at + 8));
  });
  return start === undefined || length === undefined ? undefined : { owner: 'rest', start, end: start + length };
}

/** The areas of a directory; undefined if they cannot be determined, or exceed the block. */
function areasOf(tiff: TiffBlock, directory: Directory): Area[] | undefined {
  const { kind, start, end, entries, isWhole } = directory;
  const isGps = kind === 'gps';
  const shifted = !isGps && hasGpsPointer(directory);
  // Only directories of the chain have a next offset, which moves with the entries.
  if (!isWhole || (shifted && kind !== 'chained')) return undefined;
  const owner = isGps ? 'gps' : 'rest';
  const areas: Area[] = [{ owner: shifted ? directory : owner, start, end: kind === 'chained' ? end + 4 : end }];
  for (const { size, dataAt } of entries) {
    if (size === undefined && isGps) return undefined;
    if (size !== undefined && size > 4) areas.push({ owner, start: dataAt, end: dataAt + size });
  }
  const thumbnail = isGps ? undefined : thumbnailArea(tiff, directory);
  if (thumbnail) areas.push(thumbnail);
  return areas.every((area) => area.end <= tiff.bytes.length) ? areas : undefined;
}

/** The areas of the whole block, sorted by start; undefined if areas of different owners overlap. */
function sortedAreas(tiff: TiffBlock, directories: readonly Directory[]): Area[] | undefined {
  const areas: Area[] = [{ owner: 'rest', start: 0, end: headSize }];
  for (const directory of directories) {
    const own = areasOf(tiff, directory);
    if (own === undefined) return undefined;
    for (const area of own) if (area.start < area.end) areas.push(area);
  }
  areas.sort((a, b) => a.start - b.start);
  let furthest: Area | undefined;
  for (const area of areas) {
    if (furthest && area.start < furthest.end && area.owner !== furthest.owner) return undefined;
    if (furthest === undefined || area.end > furthest.end) furthest = area;
  }
  return areas;
}

/** Removes the GPS pointers from a directory of the chain. Later entries move up, and the end is zeroed. */
function removeGpsPointers({ bytes, setU16 }: TiffBlock, { start, end, entries }: Directory): void {
  const kept = entries.filter(({ tag }) => tag !== tags.gps);
  const moved = [...kept.map(({ at }) => bytes.subarray(at, at + entrySize)), bytes.subarray(end, end + 4)];
  // Buffer.concat pads with zeros.
  bytes.set(Buffer.concat(moved, end + 4 - start - 2), start + 2);
  setU16(kept.length, start);
}

/**
 * A copy of the same length without GPS: pointers to its directory are removed, and the directory and its values are zeroed.
 * @param exif as in sharp's metadata: with `Exif\0\0`, or without it from a PNG
 * @returns undefined if the block is malformed, so that zeroing its GPS offsets could destroy something else
 */
export function withoutGps(exif: Buffer): Buffer | undefined {
  const edited = Buffer.from(exif);
  const tiff = tiffOf(edited);
  if (tiff === undefined) return undefined;
  const directories = readDirectories(tiff);
  const areas = sortedAreas(tiff, directories);
  if (areas === undefined) return undefined;
  let zeroed = 0;
  for (const { owner, start, end } of areas) {
    if (owner !== 'gps' || end <= zeroed) continue;
    // Thousands of entries may claim the same megabytes, so each byte is zeroed only once.
    tiff.bytes.fill(0, Math.max(start, zeroed), end);
    zeroed = end;
  }
  for (const directory of directories) {
    if (directory.kind !== 'gps' && hasGpsPointer(directory)) removeGpsPointers(tiff, directory);
  }
  return edited;
}

/** Whether there is a GPS pointer, even in a partly damaged block; false if the block cannot be read at all. */
export function hasGps(exif: Buffer): boolean {
  const tiff = tiffOf(exif);
  return tiff !== undefined && readDirectories(tiff).some(hasGpsPointer);
}

/** A text in a directory. Copyright may consist of two texts, of the photographer and the editor, separated by NUL. */
function textOf({ bytes }: TiffBlock, { entries }: Directory, textTag: number): string | undefined {
  const entry = entries.find(({ tag, type }) => tag === textTag && textTypes.has(type));
  if (entry?.size === undefined || entry.dataAt + entry.size > bytes.length) return undefined;
  const parts = bytes.toString('utf8', entry.dataAt, entry.dataAt + entry.size).split('\0');
  // A blank means that there is no name.
  const named = parts.map((part) => part.trim()).filter((part) => part !== '');
  return named.length === 0 ? undefined : named.join('; ');
}

/** Copyright and artist in IFD0. Empty or unreadable texts are omitted. */
export function copyrightOf(exif: Buffer): { Copyright?: string; Artist?: string } {
  const tiff = tiffOf(exif);
  if (tiff === undefined) return {};
  const directory = readDirectory(tiff, 'chained', tiff.u32(4));
  const Copyright = textOf(tiff, directory, tags.copyright);
  const Artist = textOf(tiff, directory, tags.artist);
  return { ...(Copyright !== undefined && { Copyright }), ...(Artist !== undefined && { Artist }) };
}

/** The tags of all directories; undefined if the block cannot be read. */
export function exifTags(exif: Buffer): ReadonlySet<number> | undefined {
  const tiff = tiffOf(exif);
  return tiff && new Set(readDirectories(tiff).flatMap(({ entries }) => entries.map(({ tag }) => tag)));
}

/**
 * A copy of a JPEG, WebP, AVIF or PNG with its EXIF block replaced.
 * @param exif the block as sharp reads it from this image; libvips rewrites it, so it differs from the block of the source
 * @param edited the new block, of the same length
 * @throws Error if the image does not contain the block
 */
export function editExif(written: Buffer, exif: Buffer, edited: Buffer): Buffer {
  // Some formats store `Exif\0\0` and others do not; the rest is the same.
  const [before, after] = [tiffBytes(exif), tiffBytes(edited)];
  if (before.length !== after.length) throw new Error('The edited EXIF block has a different length.');
  const image = replaceMetadataBlock(written, before, after);
  if (image === undefined) throw new Error('The EXIF block was not found in the image.');
  return image;
}
