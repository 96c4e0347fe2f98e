import { brotliDecompressSync } from 'node:zlib';
import { type IsoBox, isoBox, isoBoxes } from '../formats/isoBoxes';
import { type ReducedBlock, type Removal, reduceExif, reduceXmp } from '../metadata/reduceBlocks';
import type { FilteredFile } from './filteredFile';
import { keepsUnknown, unknownNote } from './keepsBlock';

/** Filters the boxes of a JPEG XL. Source: ISO/IEC 18181-2. */

/** Boxes of the image itself. A `jbrd` restores the JPEG that the image was made from, with its metadata, so it is none. */
const imageBoxes: ReadonlySet<string> = new Set(['JXL ', 'ftyp', 'jxll', 'jxlc', 'jxlp', 'jxli']);
/** Most bytes that a compressed block may have. */
const mostBlockBytes = 1 << 24;
/** Boxes that may be compressed, and are looked into. */
const metadataTypes: ReadonlySet<string> = new Set(['Exif', 'xml ']);

/** EXIF starts with the distance to its byte order. */
function reduceExifBox(data: Buffer, removal: Removal): ReducedBlock {
  const start = data.length < 4 ? data.length : 4 + data.readUInt32BE(0);
  if (start >= data.length) return { data: undefined, notes: [] };
  const { data: reduced, notes } = reduceExif(data.subarray(start), removal);
  return { data: reduced && Buffer.concat([data.subarray(0, start), reduced]), notes };
}

function reduceBox(type: string, data: Buffer, removal: Removal): ReducedBlock {
  if (type === 'Exif') return reduceExifBox(data, removal);
  if (type === 'xml ') return reduceXmp(data, removal);
  return keepsUnknown(data, removal) ? { data, notes: [] } : { data: undefined, notes: unknownNote(removal) };
}

/** Filters a compressed box, which is written without compression if it changed. */
function filterBox(jxl: Buffer, { type, start, dataAt, end }: IsoBox, removal: Removal): { box: Buffer; notes: readonly string[] } {
  const stored = jxl.subarray(dataAt, end);
  const [kind, data] =
    type === 'brob' && metadataTypes.has(stored.toString('latin1', 0, 4))
      ? [stored.toString('latin1', 0, 4), brotliDecompressSync(stored.subarray(4), { maxOutputLength: mostBlockBytes })]
      : [type, stored];
  const reduced = reduceBox(kind, data, removal);
  if (!reduced.data) return { box: Buffer.alloc(0), notes: reduced.notes };
  return { box: reduced.data.equals(data) ? jxl.subarray(start, end) : isoBox(kind, reduced.data), notes: reduced.notes };
}

/** Filters a JPEG XL. A bare codestream has no metadata. Returns undefined if the file is truncated. */
export function filterJxl(jxl: Buffer, removal: Removal): FilteredFile | undefined {
  if (jxl[0] === 0xff) return { bytes: jxl, notes: [] };
  const boxes = isoBoxes(jxl, 0, jxl.length);
  if (!boxes) return undefined;
  const notes = new Set<string>();
  const kept = boxes.map((box) => {
    if (imageBoxes.has(box.type)) return jxl.subarray(box.start, box.end);
    const filtered = filterBox(jxl, box, removal);
    for (const note of filtered.notes) notes.add(note);
    return filtered.box;
  });
  return { bytes: Buffer.concat(kept), notes: [...notes] };
}
