import * as l10n from '@vscode/l10n';
import { densityOf } from '../formats/density';
import { containsJpeg } from '../metadata/jpegStart';
import { type ReducedBlock, type Removal, reducePhotoshop, reduceXmp } from '../metadata/reduceBlocks';
import { removeFromTiff, type TiffRules } from '../metadata/removeEntries';
import {
  type Directory,
  entryOf,
  numbersOf,
  readDirectories,
  sampleRanges,
  type TiffBlock,
  type TiffEntry,
  tiffOf,
} from '../metadata/tiffBlock';
import type { FilteredFile } from './filteredFile';

/**
 * Filters the directories of a TIFF in place, so that no offset changes: entries are removed, and what they owned is zeroed. All
 * pages stay. Sources: TIFF 6.0; the private tags of Adobe, GeoTIFF 1.1 (OGC 19-008).
 */

const tag = {
  ...{ compression: 259, stripOffsets: 273, xResolution: 282, yResolution: 283, resolutionUnit: 296, artist: 315, jpegTables: 347 },
  ...{ xmp: 700, copyright: 33432, makerNote: 37500, iptc: 33723, photoshop: 34377, exif: 34665, gps: 34853, interoperability: 40965 },
} as const;

/** Tags that say how the samples are stored and shown. */
const imageTags: ReadonlySet<number> = new Set([
  ...[254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284, 286, 287, 290, 291],
  ...[292, 293, 296, 297, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 326, 327, 328, 330, 332, 334, 336, 338, 339, 340, 341],
  ...[342, 346, 347, 433, 434, 513, 514, 529, 530, 531, 532, 32995, 32996, 32997, 32998, 34675, 37439, 50674],
]);

/** Where the image is on Earth. */
const geoTags: ReadonlySet<number> = new Set([33550, 33920, 33922, 34264, 34735, 34736, 34737, 42112]);

const removedBy: Readonly<Record<Removal, (tag: number) => boolean>> = {
  strip: (each) => !imageTags.has(each),
  'copyright-only': (each) => !imageTags.has(each) && each !== tag.artist && each !== tag.copyright,
  'strip-gps': (each) => each === tag.gps || geoTags.has(each),
  previews: () => false,
};

/** Directories of a TIFF that is filtered. The limit ends cycles. */
const maxDirectories = 10_000;
/** The JPEG compression of TIFF 5, whose tables lie at offsets that further tags give. */
const oldJpeg = 6;

/** What reduces the value of a tag; undefined for the others. */
function reducerOf(each: number): ((data: Buffer, removal: Removal) => ReducedBlock) | undefined {
  if (each === tag.xmp) return reduceXmp;
  return each === tag.iptc || each === tag.photoshop ? reducePhotoshop : undefined;
}

/** Reduces the values of entries in place. */
class TiffFilter {
  readonly notes = new Set<string>();
  /** Entries that go because nothing remains of their value. */
  readonly emptied = new Set<TiffEntry>();

  constructor(
    readonly tiff: TiffBlock,
    readonly removal: Removal,
  ) {}

  reduce({ entries }: Directory): void {
    for (const entry of entries) {
      if (removedBy[this.removal](entry.tag) || entry.size === undefined) continue;
      const reduce = reducerOf(entry.tag);
      if (reduce) this.#reduce(entry, entry.size, reduce);
      else this.#checkValue(entry, entry.size);
    }
  }

  #reduce(entry: TiffEntry, size: number, reduce: NonNullable<ReturnType<typeof reducerOf>>): void {
    const { bytes, setU32 } = this.tiff;
    const data = bytes.subarray(entry.dataAt, entry.dataAt + size);
    const { data: reduced, notes } = reduce(data, this.removal);
    for (const note of notes) this.notes.add(note);
    if (reduced === undefined) {
      this.emptied.add(entry);
      return;
    }
    if (reduced.equals(data)) return;
    // Values of up to four bytes are inside the entry, so a shorter one ends in zeros instead.
    const units = size / entry.count;
    const written = Buffer.concat([reduced], size);
    written.copy(bytes, entry.dataAt);
    if (units === 1 && reduced.length > 4) setU32(reduced.length, entry.at + 4);
  }

  /** Maker notes and unknown values may contain a preview. */
  #checkValue(entry: TiffEntry, size: number): void {
    if (imageTags.has(entry.tag) || !containsJpeg(this.tiff.bytes.subarray(entry.dataAt, entry.dataAt + size))) return;
    this.emptied.add(entry);
    this.notes.add(
      entry.tag === tag.makerNote
        ? l10n.t('The maker note was removed: it contains a preview of the image.')
        : l10n.t('Blocks that contain a preview of the image were removed.'),
    );
  }

  /** Replaces a density by the usual one, since the tags must exist. */
  resetDensity(directory: Directory): void {
    const { tiff } = this;
    const unit = entryOf(directory, tag.resolutionUnit);
    const perInch = unit && tiff.u16(unit.at + 8) === 3 ? 2.54 : 1;
    const fields = [tag.xResolution, tag.yResolution].flatMap((each) => entryOf(directory, each) ?? []);
    const isUsual = ({ type, count, dataAt }: TiffEntry) =>
      type === 5 && count === 1 && densityOf((perInch * tiff.u32(dataAt)) / Math.max(1, tiff.u32(dataAt + 4))).density === undefined;
    if (fields.every(isUsual)) return;
    for (const { type, count, dataAt } of fields) {
      if (type !== 5 || count !== 1) continue;
      tiff.setU32(72, dataAt);
      tiff.setU32(1, dataAt + 4);
    }
    if (unit) tiff.setU16(2, unit.at + 8);
  }
}

/** Whether the directories are all known and as usual, and every page has its samples where it says. */
function isUsual(tiff: TiffBlock, directories: readonly Directory[]): boolean {
  return directories.every((directory) => {
    const { isWhole, entries, via } = directory;
    const isInside = entries.every(({ size, dataAt }) => size === undefined || dataAt + size <= tiff.bytes.length);
    if (!isWhole || !isInside) return false;
    if (via === tag.exif || via === tag.gps || via === tag.interoperability) return true;
    const compression = entryOf(directory, tag.compression);
    const ranges = sampleRanges(tiff, directory);
    return ranges !== undefined && ranges.length > 0 && !(compression && numbersOf(tiff, compression)[0] === oldJpeg);
  });
}

/** Whether a directory goes with the entry that points to it. */
function isRemoved({ via, kind }: Directory, removal: Removal): boolean {
  if (removal === 'strip-gps') return kind === 'gps';
  return removal !== 'previews' && (via === tag.exif || via === tag.gps || via === tag.interoperability);
}

/** Filters a TIFF. Returns undefined for BigTIFF, for old kinds of compression, and if a directory is malformed. */
export function filterTiff(file: Buffer, removal: Removal): FilteredFile | undefined {
  const bytes = Buffer.from(file);
  const tiff = tiffOf(bytes);
  const directories = tiff ? readDirectories(tiff, maxDirectories) : [];
  if (tiff === undefined || !isUsual(tiff, directories)) return undefined;
  const filter = new TiffFilter(tiff, removal);
  const kept = directories.filter((directory) => !isRemoved(directory, removal));
  for (const directory of kept) {
    filter.reduce(directory);
    if (removal === 'strip') filter.resetDensity(directory);
  }
  const removes = removedBy[removal];
  const isStripped = removal === 'strip' || removal === 'copyright-only';
  const rules: TiffRules = {
    directory: (directory) => isRemoved(directory, removal),
    entry: (entry) => removes(entry.tag) || filter.emptied.has(entry),
    // Nothing that stays refers to them, unless a tag is unknown.
    gap: (gap) => isStripped || containsJpeg(gap),
    isStrict: false,
    cutsChain: false,
  };
  const end = removeFromTiff(tiff, directories, rules);
  if (end === undefined) return undefined;
  const isLast = bytes.subarray(end).every((byte) => byte === 0);
  return { bytes: isLast ? bytes.subarray(0, end) : bytes, notes: [...filter.notes] };
}
