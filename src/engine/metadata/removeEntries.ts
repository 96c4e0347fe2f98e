import { type ByteRange, type Directory, entrySize, headSize, sampleRanges, type TiffBlock, type TiffEntry } from './tiffBlock';

/** Removes entries and directories from an EXIF block or a TIFF without moving anything else. What they owned is zeroed. */

/** What is removed. */
export interface TiffRules {
  directory(directory: Directory): boolean;
  entry(entry: TiffEntry, directory: Directory): boolean;
  /** Whether to zero bytes that nothing refers to. */
  gap(bytes: Buffer): boolean;
  /** Whether nothing is edited if a removed value overlaps something else; otherwise the shared bytes stay. */
  readonly isStrict: boolean;
  /** Whether IFD0 becomes the only directory of the chain. */
  readonly cutsChain: boolean;
}

/** Bytes with one owner. Areas of the same owner may overlap, since writers share equal values. */
interface Area extends ByteRange {
  /** A directory owns its entries if they are going to be shifted. */
  readonly owner: Directory | 'removed' | 'rest';
}

/** The areas of a directory; undefined if they cannot be determined, or exceed the block. */
function areasOf(tiff: TiffBlock, directory: Directory, rules: TiffRules): Area[] | undefined {
  const { kind, start, end, entries, isWhole } = directory;
  const isRemoved = rules.directory(directory);
  const shifted = !isRemoved && entries.some((entry) => rules.entry(entry, directory));
  if (!isWhole || (shifted && rules.isStrict && kind !== 'chained')) return undefined;
  const owner = isRemoved ? 'removed' : 'rest';
  const areas: Area[] = [{ owner: shifted ? directory : owner, start, end: kind === 'chained' ? end + 4 : end }];
  for (const entry of entries) {
    const { size, dataAt } = entry;
    if (size === undefined && isRemoved && rules.isStrict) return undefined;
    const own = isRemoved || rules.entry(entry, directory) ? 'removed' : 'rest';
    if (size !== undefined && size > 4) areas.push({ owner: own, start: dataAt, end: dataAt + size });
  }
  if (kind !== 'gps') for (const range of sampleRanges(tiff, directory) ?? []) areas.push({ owner, ...range });
  // An empty list of samples may lie anywhere, even behind an end that moved.
  return areas.every((area) => area.start === area.end || area.end <= tiff.bytes.length) ? areas : undefined;
}

/** Whether two areas that overlap prevent an edit: nothing may share bytes that move. */
function conflicts(a: Area, b: Area, { isStrict }: TiffRules): boolean {
  return a.owner !== b.owner && (isStrict || typeof a.owner === 'object' || typeof b.owner === 'object');
}

/** The areas of the whole block, sorted by start; undefined if areas of different owners overlap. */
function sortedAreas(tiff: TiffBlock, directories: readonly Directory[], rules: TiffRules): Area[] | undefined {
  const areas: Area[] = [{ owner: 'rest', start: 0, end: headSize }];
  for (const directory of directories) {
    const own = areasOf(tiff, directory, rules);
    if (own === undefined) return undefined;
    for (const area of own) if (area.start < area.end) areas.push(area);
  }
  areas.sort((a, b) => a.start - b.start);
  let furthest: Area | undefined;
  for (const area of areas) {
    if (furthest && area.start < furthest.end && conflicts(area, furthest, rules)) return undefined;
    if (furthest === undefined || area.end > furthest.end) furthest = area;
  }
  return areas;
}

/** Calls back with each range once, however often areas overlap: thousands of entries may claim the same megabytes. */
function eachOnce(areas: readonly ByteRange[], use: (start: number, end: number) => void): void {
  let done = 0;
  for (const { start, end } of areas) {
    if (end > done) use(Math.max(start, done), end);
    done = Math.max(done, end);
  }
}

/** The ranges that nothing refers to. */
function gapsBetween(areas: readonly ByteRange[], length: number): ByteRange[] {
  const gaps: ByteRange[] = [];
  let at = 0;
  for (const { start, end } of [...areas, { start: length, end: length }]) {
    if (start > at) gaps.push({ start: at, end: start });
    at = Math.max(at, end);
  }
  return gaps;
}

/** Removes entries of a directory. Later ones move up, with the offset of the next directory, and the end is zeroed. */
function removeEntries({ bytes, setU16 }: TiffBlock, directory: Directory, rules: TiffRules): void {
  const { kind, start, end, entries } = directory;
  const kept = entries.filter((entry) => !rules.entry(entry, directory));
  const tail = kind === 'chained' ? 4 : 0;
  const moved = [...kept.map(({ at }) => bytes.subarray(at, at + entrySize)), bytes.subarray(end, end + tail)];
  // Buffer.concat pads with zeros.
  bytes.set(Buffer.concat(moved, end + tail - start - 2), start + 2);
  setU16(kept.length, start);
}

/**
 * Edits a block in place.
 * @param directories all directories of the block
 * @returns the end of the last byte that something refers to; undefined if the block is malformed, and then it is not edited
 */
export function removeFromTiff(tiff: TiffBlock, directories: readonly Directory[], rules: TiffRules): number | undefined {
  const areas = sortedAreas(tiff, directories, rules);
  if (areas === undefined) return undefined;
  const { bytes } = tiff;
  const original = Buffer.from(bytes);
  const kept = areas.filter(({ owner }) => owner !== 'removed');
  const removed = areas.filter(({ owner }) => owner === 'removed');
  for (const { start, end } of gapsBetween(areas, bytes.length)) if (rules.gap(bytes.subarray(start, end))) bytes.fill(0, start, end);
  eachOnce(removed, (start, end) => bytes.fill(0, start, end));
  eachOnce(kept, (start, end) => original.copy(bytes, start, start, end));
  const [first] = directories;
  if (rules.cutsChain && first) tiff.setU32(0, first.end);
  for (const directory of directories) {
    const isShifted = !rules.directory(directory) && directory.entries.some((entry) => rules.entry(entry, directory));
    if (isShifted) removeEntries(tiff, directory, rules);
  }
  const shrunkBy = (directory: Directory) => entrySize * directory.entries.filter((entry) => rules.entry(entry, directory)).length;
  return Math.max(...kept.map(({ owner, end }) => (typeof owner === 'object' ? end - shrunkBy(owner) : end)));
}
