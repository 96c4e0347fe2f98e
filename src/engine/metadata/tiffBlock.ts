/**
 * The directories of an EXIF block or of a TIFF file, which have the same structure. Offsets count from the TIFF header.
 * Sources: TIFF 6.0, Exif 2.32 (CIPA DC-008); Exif 3.0 for the type UTF-8.
 */

export const headSize = 8;
export const entrySize = 12;

export const tags = {
  orientation: 0x0112,
  artist: 0x013b,
  subDirectories: 0x014a,
  thumbnail: 0x0201,
  thumbnailLength: 0x0202,
  copyright: 0x8298,
  exif: 0x8769,
  gps: 0x8825,
  makerNote: 0x927c,
  interoperability: 0xa005,
} as const;

/** Bytes per value for each type; 13 is the offset of a directory, 129 is UTF-8. */
const typeSizes: Readonly<Record<number, number>> = {
  ...{ 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4 },
  129: 1,
};
const shortType = 3;

/** A block from its TIFF header on, with accessors in its byte order. */
export interface TiffBlock {
  readonly bytes: Buffer;
  readonly u16: (at: number) => number;
  readonly u32: (at: number) => number;
  readonly setU16: (value: number, at: number) => void;
  readonly setU32: (value: number, at: number) => void;
}

export interface TiffEntry {
  readonly at: number;
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Bytes of all values; undefined for an unknown type. */
  readonly size: number | undefined;
  /** Offset of the values: inside the entry if they fit into four bytes. */
  readonly dataAt: number;
}

export interface Directory {
  /** Directories in the chain from IFD0 on end with the offset of the next one; an entry points to the others. */
  readonly kind: 'chained' | 'pointed' | 'gps';
  /** Place in the chain; 0 for directories that an entry points to. */
  readonly index: number;
  /** The tag of the entry that points to it; 0 in the chain. */
  readonly via: number;
  readonly start: number;
  /** Offset of the end of the entries. */
  readonly end: number;
  /** The entries inside the block. */
  readonly entries: readonly TiffEntry[];
  readonly isWhole: boolean;
}

/** Where a directory was found. */
export type DirectoryPlace = Pick<Directory, 'kind' | 'index' | 'via' | 'start'>;

/** The accessors of a block; undefined if it does not start like a TIFF. BigTIFF is not one. */
export function tiffOf(bytes: Buffer): TiffBlock | undefined {
  const order = bytes.toString('latin1', 0, 2);
  if (bytes.length < headSize || (order !== 'II' && order !== 'MM')) return undefined;
  const isLittleEndian = order === 'II';
  const u16 = (at: number) => (isLittleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number) => (isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const setU16 = (value: number, at: number) => (isLittleEndian ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at));
  const setU32 = (value: number, at: number) => (isLittleEndian ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at));
  return u16(2) === 42 ? { bytes, u16, u32, setU16, setU32 } : undefined;
}

function readEntry({ u16, u32 }: TiffBlock, at: number): TiffEntry {
  const type = u16(at + 2);
  const typeSize = typeSizes[type];
  const count = u32(at + 4);
  const size = typeSize === undefined ? undefined : typeSize * count;
  return { at, tag: u16(at), type, count, size, dataAt: size !== undefined && size > 4 ? u32(at + 8) : at + 8 };
}

export function readDirectory(tiff: TiffBlock, place: DirectoryPlace): Directory {
  const { length } = tiff.bytes;
  const { kind, start } = place;
  if (start < headSize || start + 2 > length) return { ...place, end: start, entries: [], isWhole: false };
  const count = tiff.u16(start);
  const end = start + 2 + count * entrySize;
  const within = Math.min(count, Math.floor((length - start - 2) / entrySize));
  const entries = Array.from({ length: within }, (_, index) => readEntry(tiff, start + 2 + index * entrySize));
  return { ...place, end, entries, isWhole: (kind === 'chained' ? end + 4 : end) <= length };
}

/** Whole numbers of an entry; none if they lie outside the block or have another type. @param most how many of them are read */
export function numbersOf({ bytes, u16, u32 }: TiffBlock, { type, count, size, dataAt }: TiffEntry, most = count): number[] {
  const isShort = type === shortType;
  if (size === undefined || dataAt + size > bytes.length || (!isShort && type !== 4 && type !== 13)) return [];
  return Array.from({ length: Math.min(count, most) }, (_, index) => (isShort ? u16(dataAt + index * 2) : u32(dataAt + index * 4)));
}

export function entryOf({ entries }: Pick<Directory, 'entries'>, tag: number): TiffEntry | undefined {
  return entries.find((entry) => entry.tag === tag);
}

const pointers: Readonly<Record<number, 'pointed' | 'gps'>> = {
  [tags.exif]: 'pointed',
  [tags.interoperability]: 'pointed',
  [tags.subDirectories]: 'pointed',
  [tags.gps]: 'gps',
};

export function firstPlace({ u32 }: TiffBlock): DirectoryPlace {
  return { kind: 'chained', index: 0, via: 0, start: u32(4) };
}

/** Directories of an EXIF block; a TIFF has one or more for each page. The limit ends cycles. */
const maxExifDirectories = 16;

/** Pairs of tags with the offsets and the lengths of coded samples: strips, tiles, a JPEG. */
const samplePairs = [
  [0x0111, 0x0117],
  [0x0144, 0x0145],
  [tags.thumbnail, tags.thumbnailLength],
] as const;
const sampleTags: readonly number[] = samplePairs.flat();

/** Directories and lists of samples may share bytes, but so many times only in a file that somebody made to be read for hours. */
const mostShares = 4;

/** Bytes of a directory, and of its lists of samples. */
function claimedBytes({ kind, entries }: Directory): number {
  const lists = kind === 'gps' ? [] : sampleTags.map((tag) => entryOf({ entries }, tag)?.size ?? 0);
  return lists.reduce((sum, size) => sum + size, entries.length * entrySize);
}

/** The directories that an entry points to. @param most how many of them are looked up */
function pointedPlaces(tiff: TiffBlock, entry: TiffEntry, most: number): DirectoryPlace[] {
  const kind = pointers[entry.tag];
  if (kind === undefined) return [];
  const starts = entry.tag === tags.subDirectories ? numbersOf(tiff, entry, most) : [tiff.u32(entry.at + 8)];
  return starts.map((start) => ({ kind, index: 0, via: entry.tag, start }));
}

/**
 * All directories that can be found. If the limit is reached, as by a cycle, or if they claim many times the bytes of the block, the
 * rest is omitted, and the last one is not whole.
 */
export function readDirectories(tiff: TiffBlock, limit = maxExifDirectories): Directory[] {
  const directories: Directory[] = [];
  const found: DirectoryPlace[] = [firstPlace(tiff)];
  let claimed = 0;
  for (const place of found) {
    const directory = readDirectory(tiff, place);
    claimed += claimedBytes(directory);
    if (directories.length === limit || claimed > mostShares * tiff.bytes.length) return [...directories, { ...directory, isWhole: false }];
    directories.push(directory);
    if (place.kind === 'gps') continue;
    // One more than the limit shows that it is reached.
    for (const entry of directory.entries) if (found.length <= limit) found.push(...pointedPlaces(tiff, entry, limit + 1 - found.length));
    const next = place.kind === 'chained' && directory.isWhole ? tiff.u32(directory.end) : 0;
    if (next !== 0) found.push({ kind: 'chained', index: place.index + 1, via: 0, start: next });
  }
  return directories;
}

/** A range of bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Where the coded samples of a directory are; undefined if an offset lacks its length. */
export function sampleRanges(tiff: TiffBlock, directory: Directory): ByteRange[] | undefined {
  const ranges: ByteRange[] = [];
  for (const [offsetTag, lengthTag] of samplePairs) {
    const [offsets, lengths] = [offsetTag, lengthTag].map((tag) => {
      const entry = entryOf(directory, tag);
      return entry ? numbersOf(tiff, entry) : [];
    }) as [number[], number[]];
    if (offsets.length !== lengths.length) return undefined;
    for (const [index, start] of offsets.entries()) ranges.push({ start, end: start + (lengths[index] as number) });
  }
  return ranges;
}
