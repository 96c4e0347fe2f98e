import { replaceMetadataBlock } from '../formats/replaceMetadataBlock';
import { containsJpeg } from './jpegStart';
import { removeFromTiff, type TiffRules } from './removeEntries';
import {
  type Directory,
  entryOf,
  firstPlace,
  numbersOf,
  readDirectories,
  readDirectory,
  type TiffBlock,
  type TiffEntry,
  tags,
  tiffOf as tiffAt,
} from './tiffBlock';

/**
 * Edits EXIF blocks without moving anything: libvips cannot remove only the GPS directory or the thumbnail.
 * Sources: Exif 2.32 (CIPA DC-008), TIFF 6.0.
 */

const prefix = Buffer.from('Exif\0\0', 'latin1');
const textTypes: ReadonlySet<number> = new Set([2, 129]);

/** A block without the `Exif\0\0` that some formats store before it. */
export function tiffBytes(exif: Buffer): Buffer {
  return exif.subarray(0, prefix.length).equals(prefix) ? exif.subarray(prefix.length) : exif;
}

function tiffOf(exif: Buffer): TiffBlock | undefined {
  return tiffAt(tiffBytes(exif));
}

function hasGpsPointer({ entries }: Directory): boolean {
  return entries.some(({ tag }) => tag === tags.gps);
}

const gpsRules: TiffRules = {
  directory: ({ kind }) => kind === 'gps',
  entry: ({ tag }) => tag === tags.gps,
  gap: () => false,
  isStrict: true,
  cutsChain: false,
};

/**
 * A copy of the same length without GPS: pointers to its directory are removed, and the directory and its values are zeroed.
 * @param exif as in sharp's metadata: with `Exif\0\0`, or without it from a PNG
 * @returns undefined if the block is malformed, so that zeroing its GPS offsets could destroy something else
 */
export function withoutGps(exif: Buffer): Buffer | undefined {
  const edited = Buffer.from(exif);
  const tiff = tiffOf(edited);
  return tiff && removeFromTiff(tiff, readDirectories(tiff), gpsRules) !== undefined ? edited : undefined;
}

/** Whether there is a GPS pointer, even in a partly damaged block; false if the block cannot be read at all. */
export function hasGps(exif: Buffer): boolean {
  const tiff = tiffOf(exif);
  return tiff !== undefined && readDirectories(tiff).some(hasGpsPointer);
}

/** The value of an entry, as far as it lies in the block. */
function entryBytes({ bytes }: TiffBlock, { size, dataAt }: TiffEntry): Buffer {
  return size === undefined ? Buffer.alloc(0) : bytes.subarray(dataAt, dataAt + size);
}

/** The thumbnail is in the directory after IFD0. A maker note or any other value may contain a preview, too. */
function previewRules(tiff: TiffBlock): TiffRules {
  return {
    directory: ({ index }) => index > 0,
    entry: (entry, { index }) => index === 0 && !textTypes.has(entry.type) && containsJpeg(entryBytes(tiff, entry)),
    // A maker note may refer to bytes outside of its value.
    gap: containsJpeg,
    isStrict: false,
    cutsChain: true,
  };
}

/** A block without the thumbnail and other previews. */
export interface ExifWithoutPreviews {
  /** The block, shorter if the thumbnail came last. */
  readonly exif: Buffer;
  /** Whether a maker note went with its preview. */
  readonly lostMakerNote: boolean;
}

/** A copy without the thumbnail and other previews; undefined if the block is malformed. */
export function withoutPreviews(exif: Buffer): ExifWithoutPreviews | undefined {
  if (!hasPreviews(exif)) return { exif, lostMakerNote: false };
  const edited = Buffer.from(exif);
  const tiff = tiffOf(edited);
  if (tiff === undefined) return undefined;
  const directories = readDirectories(tiff);
  const rules = previewRules(tiff);
  const removed = directories.flatMap((directory) => directory.entries.filter((entry) => rules.entry(entry, directory)));
  // The rules look at values, which change during the edit.
  const end = removeFromTiff(tiff, directories, { ...rules, entry: (entry) => removed.includes(entry) });
  if (end === undefined || hasPreviews(edited)) return undefined;
  const isLast = tiff.bytes.subarray(end).every((byte) => byte === 0);
  const length = edited.length - tiff.bytes.length + end;
  return { exif: isLast ? edited.subarray(0, length) : edited, lostMakerNote: removed.some(({ tag }) => tag === tags.makerNote) };
}

/** Whether a block contains a thumbnail or another preview. */
export function hasPreviews(exif: Buffer): boolean {
  const tiff = tiffOf(exif);
  return containsJpeg(exif) || (tiff !== undefined && readDirectories(tiff).some(({ index }) => index > 0));
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
  const directory = readDirectory(tiff, firstPlace(tiff));
  const Copyright = textOf(tiff, directory, tags.copyright);
  const Artist = textOf(tiff, directory, tags.artist);
  return { ...(Copyright !== undefined && { Copyright }), ...(Artist !== undefined && { Artist }) };
}

/** The orientation in IFD0, from 1 to 8; 1 if there is none. */
export function orientationOf(exif: Buffer): number {
  const tiff = tiffOf(exif);
  const entry = tiff && entryOf(readDirectory(tiff, firstPlace(tiff)), tags.orientation);
  const [value = 1] = tiff && entry ? numbersOf(tiff, entry) : [];
  return value >= 1 && value <= 8 ? value : 1;
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
