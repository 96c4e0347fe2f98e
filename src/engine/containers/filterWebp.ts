import { type RiffChunk, readChunks, webpHeadBytes, writeWebp } from '../formats/webp';
import { type ReducedBlock, type Removal, reduceExif, reduceXmp } from '../metadata/reduceBlocks';
import type { FilteredFile } from './filteredFile';
import { keepsUnknown, unknownNote } from './keepsBlock';

/** Filters the chunks of a WebP. Source: RFC 9649. */

/** Chunks of the image itself. */
const imageChunks: ReadonlySet<string> = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
const reducers: Readonly<Record<string, (data: Buffer, removal: Removal) => ReducedBlock>> = { EXIF: reduceExif, 'XMP ': reduceXmp };
const flags: Readonly<Record<string, number>> = { EXIF: 0x08, 'XMP ': 0x04 };

/** Whether a WebP is whole: its chunks fill what its head claims, and end inside the file. */
function isWhole(webp: Buffer, chunks: readonly RiffChunk[]): boolean {
  const size = chunks.reduce<number>((sum, { data }) => sum + 8 + data.length + (data.length % 2), webpHeadBytes.file);
  const claimed = webp.readUInt32LE(4) + 8;
  // Some writers leave out the padding of the last chunk.
  return size === claimed || (size - 1 === claimed && claimed === webp.length);
}

/** The chunks of a frame without unknown ones. */
function filterFrame({ type, data }: RiffChunk, removal: Removal): RiffChunk {
  if (type !== 'ANMF' || removal === 'previews') return { type, data };
  const inner = readChunks(data, webpHeadBytes.frame);
  const kept = inner.filter((chunk) => imageChunks.has(chunk.type));
  if (kept.length === inner.length) return { type, data };
  const parts = writeWebp(kept).subarray(webpHeadBytes.file);
  return { type, data: Buffer.concat([data.subarray(0, webpHeadBytes.frame), parts]) };
}

/** Filters a WebP. Returns undefined if it is truncated. */
export function filterWebp(webp: Buffer, removal: Removal): FilteredFile | undefined {
  if (webp.length < webpHeadBytes.file) return undefined;
  // What follows the claimed size is not a part of the image.
  const own = webp.subarray(0, webp.readUInt32LE(4) + 8);
  const chunks = readChunks(own);
  if (!isWhole(own, chunks)) return undefined;
  const notes = new Set<string>();
  const kept: RiffChunk[] = [];
  for (const chunk of chunks) {
    const { type, data } = chunk;
    if (imageChunks.has(type)) {
      kept.push(filterFrame(chunk, removal));
      continue;
    }
    const reduced = reducers[type]?.(data, removal) ?? {
      data: keepsUnknown(data, removal) ? data : undefined,
      notes: keepsUnknown(data, removal) ? [] : unknownNote(removal),
    };
    for (const note of reduced.notes) notes.add(note);
    if (reduced.data) kept.push({ type, data: reduced.data });
  }
  const missing = Object.entries(flags).filter(([type]) => !kept.some((chunk) => chunk.type === type));
  const clear = missing.reduce<number>((mask, [, flag]) => mask | flag, 0);
  const written = kept.map(({ type, data }) => {
    if (type !== 'VP8X') return { type, data };
    const head = Buffer.from(data);
    head[0] = (head[0] as number) & ~clear;
    return { type, data: head };
  });
  return { bytes: writeWebp(written), notes: [...notes] };
}
