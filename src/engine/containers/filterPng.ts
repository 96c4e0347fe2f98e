import * as l10n from '@vscode/l10n';
import { chunks, isPng, pngChunk, textChunks } from '../formats/png';
import { isXmp, xmpChunk, xmpOf } from '../formats/pngTexts';
import { orientationOf } from '../metadata/exif';
import { type Removal, reduceExif, reduceXmp } from '../metadata/reduceBlocks';
import { orientationBlock } from '../metadata/smallExif';
import type { FilteredFile } from './filteredFile';
import { keepsTexts, keepsUnknown, unknownNote } from './keepsBlock';
import { hasProfilePreviews, rawProfileOf } from './rawProfile';

/** Filters the chunks of a PNG. Source: PNG specification, third edition (W3C, 2025). */

/** Chunks that affect how the image is shown. */
const imageChunks: ReadonlySet<string> = new Set([
  ...['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'cHRM', 'gAMA', 'iCCP', 'sBIT', 'sRGB', 'cICP', 'mDCV', 'cLLI'],
  ...['bKGD', 'hIST', 'sPLT', 'acTL', 'fcTL', 'fdAT'],
]);

/** A chunk as stored, from its length to its checksum. */
interface StoredChunk {
  readonly type: string;
  readonly data: Buffer;
  readonly bytes: Buffer;
}

/** The chunks through IEND, without what follows; undefined if the file ends before. */
function storedChunks(png: Buffer): StoredChunk[] | undefined {
  const found: StoredChunk[] = [];
  for (const { type, start, length } of chunks(png)) {
    const end = start + length;
    if (end + 4 > png.length) return undefined;
    found.push({ type, data: png.subarray(start, end), bytes: png.subarray(start - 8, end + 4) });
    if (type === 'IEND') return found;
  }
  return undefined;
}

function exifChunk(data: Buffer): Buffer {
  return pngChunk('eXIf', data);
}

/** The XMP of a chunk; undefined if it does not inflate. */
function readableXmp(type: string, data: Buffer): Buffer | undefined {
  try {
    return xmpOf(type, data);
  } catch {
    return undefined;
  }
}

/** Filters chunk by chunk. */
class PngFilter {
  readonly notes = new Set<string>();

  constructor(readonly removal: Removal) {}

  /** What remains of a chunk. */
  filter({ type, data, bytes }: StoredChunk): Buffer | undefined {
    // The last chunk has no data by definition, which nobody checks.
    if (type === 'IEND' && data.length > 0) return pngChunk(type, Buffer.alloc(0));
    if (imageChunks.has(type)) return bytes;
    if (type === 'eXIf') {
      const reduced = this.#noted(reduceExif(data, this.removal));
      return reduced && (reduced.equals(data) ? bytes : exifChunk(reduced));
    }
    if (textChunks.has(type)) return this.#filterText({ type, data, bytes });
    // Without a unit, this is the aspect ratio of a pixel.
    if (type === 'pHYs') return this.removal === 'strip' && data[8] === 1 ? undefined : bytes;
    if (type === 'tIME') return keepsTexts(this.removal) ? bytes : undefined;
    if (keepsUnknown(data, this.removal)) return bytes;
    for (const note of unknownNote(this.removal)) this.notes.add(note);
    return undefined;
  }

  #noted({ data, notes }: ReturnType<typeof reduceExif>): Buffer | undefined {
    for (const note of notes) this.notes.add(note);
    return data;
  }

  #filterText({ type, data, bytes }: StoredChunk): Buffer | undefined {
    if (!keepsTexts(this.removal)) return undefined;
    if (isXmp(type, data)) {
      const xmp = readableXmp(type, data);
      const reduced = xmp && this.#noted(reduceXmp(xmp, this.removal));
      if (xmp === undefined) this.notes.add(l10n.t('XMP was removed: it cannot be read.'));
      return reduced && (reduced.equals(xmp) ? bytes : xmpChunk(reduced));
    }
    const profile = rawProfileOf(type, data);
    if (profile === undefined || (this.removal === 'previews' && !hasProfilePreviews(profile))) return bytes;
    this.notes.add(
      this.removal === 'previews'
        ? l10n.t('PNG texts that may contain a preview of the image were removed.')
        : l10n.t('PNG texts that may contain the location were removed.'),
    );
    return undefined;
  }
}

/** The orientation in a text, which goes, as a chunk of its own. A block in eXIf counts more. */
function orientationChunk(all: readonly StoredChunk[]): Buffer | undefined {
  if (all.some(({ type }) => type === 'eXIf')) return undefined;
  for (const { type, data } of all) {
    const profile = textChunks.has(type) ? rawProfileOf(type, data) : undefined;
    const isExif = profile?.data && /^(?:exif|app1)$/i.test(profile.name);
    const block = isExif && orientationBlock(orientationOf(profile.data));
    if (block) return exifChunk(block);
  }
  return undefined;
}

/** Filters a PNG. Returns undefined if it is truncated or has an unknown chunk that affects the pixels. */
export function filterPng(png: Buffer, removal: Removal): FilteredFile | undefined {
  const all = isPng(png) ? storedChunks(png) : undefined;
  const [head] = all ?? [];
  // A capital letter marks chunks without which the image cannot be shown.
  if (!all || head?.type !== 'IHDR' || all.some(({ type }) => /^[A-Z]/.test(type) && !imageChunks.has(type))) return undefined;
  const filter = new PngFilter(removal);
  const kept = all.map((chunk) => filter.filter(chunk));
  const orientation = removal === 'previews' ? undefined : orientationChunk(all);
  const parts = [png.subarray(0, 8), kept[0], orientation, ...kept.slice(1)].filter((part) => part !== undefined);
  return { bytes: Buffer.concat(parts), notes: [...filter.notes] };
}
