import { replaceBlock } from '../formats/replaceMetadataBlock';

/**
 * EXIF blocks, edited without moving anything: libvips cannot take out the GPS directory alone.
 * Sources: Exif 2.32 (CIPA DC-008), TIFF 6.0; of Exif 3.0 the type UTF-8. Offsets count from the TIFF head.
 */

const prefix = Buffer.from('Exif\0\0', 'latin1');
const headSize = 8;
const entrySize = 12;
/** Exif has five directories. The bound ends cycles. */
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

/** Bytes of a value for each type; 13 is the offset of a directory, 129 UTF-8. */
const typeSizes: Readonly<Record<number, number>> = {
  ...{ 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4 },
  129: 1,
};
const textTypes: ReadonlySet<number> = new Set([2, 129]);
const shortType = 3;

/** A block from its TIFF head on, in its byte order. */
interface Tiff {
  readonly bytes: Buffer;
  readonly u16: (at: number) => number;
  readonly u32: (at: number) => number;
  readonly setU16: (value: number, at: number) => void;
}

interface Entry {
  readonly at: number;
  readonly tag: number;
  readonly type: number;
  /** Bytes of all values; undefined for a type that is not known. */
  readonly size: number | undefined;
  /** Place of the values: within the entry where they fit into four bytes. */
  readonly dataAt: number;
}

interface Directory {
  /** Directories in the chain from IFD0 on end with the offset of the next one; the others are pointed at by an entry. */
  readonly kind: 'chained' | 'pointed' | 'gps';
  readonly start: number;
  /** End of the entries. */
  readonly end: number;
  /** Those that lie within the block. */
  readonly entries: readonly Entry[];
  readonly isWhole: boolean;
}

/** Bytes that belong together. Areas of one owner may overlap: writers share equal values. */
interface Area {
  /** A directory owns its entries when they are going to be shifted. */
  readonly owner: Directory | 'gps' | 'rest';
  readonly start: number;
  readonly end: number;
}

function tiffBytes(exif: Buffer): Buffer {
  return exif.subarray(0, prefix.length).equals(prefix) ? exif.subarray(prefix.length) : exif;
}

function tiffOf(exif: Buffer): Tiff | undefined {
  const bytes = tiffBytes(exif);
  const order = bytes.toString('latin1', 0, 2);
  if (bytes.length < headSize || (order !== 'II' && order !== 'MM')) return undefined;
  const isLittleEndian = order === 'II';
  const u16 = (at: number) => (isLittleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number) => (isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const setU16 = (value: number, at: number) => (isLittleEndian ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at));
  return u16(2) === 42 ? { bytes, u16, u32, setU16 } : undefined;
}

function readEntry({ u16, u32 }: Tiff, at: number): Entry {
  const type = u16(at + 2);
  const typeSize = typeSizes[type];
  const size = typeSize === undefined ? undefined : typeSize * u32(at + 4);
  return { at, tag: u16(at), type, size, dataAt: size !== undefined && size > 4 ? u32(at + 8) : at + 8 };
}

function readDirectory(tiff: Tiff, kind: Directory['kind'], start: number): Directory {
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

/** Directories as far as they can be found. Those behind the bound, or a cycle, are left out: the last one is not whole then. */
function readDirectories(tiff: Tiff): Directory[] {
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

/** Place of the JPEG thumbnail. An uncompressed one is not looked for: libvips drops it. */
function thumbnailArea({ u16, u32 }: Tiff, { entries }: Directory): Area | undefined {
  const [start, length] = [tags.thumbnail, tags.thumbnailLength].map((tag) => {
    const entry = entries.find((candidate) => candidate.tag === tag);
    return entry && (entry.type === shortType ? u16(entry.at + 8) : u32(entry.at + 8));
  });
  return start === undefined || length === undefined ? undefined : { owner: 'rest', start, end: start + length };
}

/** What a directory takes of the block; undefined when that cannot be told, or is not in the block. */
function areasOf(tiff: Tiff, directory: Directory): Area[] | undefined {
  const { kind, start, end, entries, isWhole } = directory;
  const isGps = kind === 'gps';
  const shifted = !isGps && hasGpsPointer(directory);
  // Only the chain is known to have a next offset, which moves with the entries.
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

/** Areas of the whole block by their start; undefined when one overlaps that of another owner. */
function sortedAreas(tiff: Tiff, directories: readonly Directory[]): Area[] | undefined {
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

/** Takes the GPS pointers out of a directory of the chain; what is behind them moves up, and the end is zeroed. */
function removeGpsPointers({ bytes, setU16 }: Tiff, { start, end, entries }: Directory): void {
  const kept = entries.filter(({ tag }) => tag !== tags.gps);
  const moved = [...kept.map(({ at }) => bytes.subarray(at, at + entrySize)), bytes.subarray(end, end + 4)];
  // Buffer.concat fills up with zeros.
  bytes.set(Buffer.concat(moved, end + 4 - start - 2), start + 2);
  setU16(kept.length, start);
}

/**
 * A copy of the same length without GPS: pointers to its directory are taken out, the directory and its values zeroed.
 * @param exif as sharp's metadata has it: with `Exif\0\0`, or, from a PNG, without
 * @returns undefined when the block is not in order, so that it cannot be told what else its GPS offsets would hit
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
    // Thousands of entries may claim the same megabytes: each byte is zeroed once.
    tiff.bytes.fill(0, Math.max(start, zeroed), end);
    zeroed = end;
  }
  for (const directory of directories) {
    if (directory.kind !== 'gps' && hasGpsPointer(directory)) removeGpsPointers(tiff, directory);
  }
  return edited;
}

/** Whether a GPS pointer is found, also in a block that is damaged elsewhere; false for one that cannot be read at all. */
export function hasGps(exif: Buffer): boolean {
  const tiff = tiffOf(exif);
  return tiff !== undefined && readDirectories(tiff).some(hasGpsPointer);
}

/** A text of a directory. Copyright may be two, of the photographer and of the editor, with a NUL between them. */
function textOf({ bytes }: Tiff, { entries }: Directory, wanted: number): string | undefined {
  const entry = entries.find(({ tag, type }) => tag === wanted && textTypes.has(type));
  if (entry?.size === undefined || entry.dataAt + entry.size > bytes.length) return undefined;
  const parts = bytes.toString('utf8', entry.dataAt, entry.dataAt + entry.size).split('\0');
  // A blank stands for a photographer who is not named.
  const named = parts.map((part) => part.trim()).filter((part) => part !== '');
  return named.length === 0 ? undefined : named.join('; ');
}

/** Who made an image and whose it is, as IFD0 says; what is empty or not to be read is absent. */
export function copyrightOf(exif: Buffer): { Copyright?: string; Artist?: string } {
  const tiff = tiffOf(exif);
  if (tiff === undefined) return {};
  const directory = readDirectory(tiff, 'chained', tiff.u32(4));
  const Copyright = textOf(tiff, directory, tags.copyright);
  const Artist = textOf(tiff, directory, tags.artist);
  return { ...(Copyright !== undefined && { Copyright }), ...(Artist !== undefined && { Artist }) };
}

/** The tags of all directories; undefined where the block cannot be read. */
export function exifTags(exif: Buffer): ReadonlySet<number> | undefined {
  const tiff = tiffOf(exif);
  return tiff && new Set(readDirectories(tiff).flatMap(({ entries }) => entries.map(({ tag }) => tag)));
}

/**
 * A copy of a JPEG, WebP, AVIF or PNG with another EXIF block in the place of its own.
 * @param exif the block that the image has, as sharp reads it from there: libvips writes it anew, so not the source's
 * @param edited of the same length
 * @throws when the image does not have the block as it is
 */
export function editExif(written: Buffer, exif: Buffer, edited: Buffer): Buffer {
  // The formats differ in whether `Exif\0\0` is stored, too; what follows is the same.
  const [before, after] = [tiffBytes(exif), tiffBytes(edited)];
  if (before.length !== after.length) throw new Error('The edited EXIF block has another length.');
  const image = replaceBlock(written, before, after);
  if (image === undefined) throw new Error('The EXIF block was not found in the image.');
  return image;
}
