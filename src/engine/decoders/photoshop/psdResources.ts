import * as l10n from '@vscode/l10n';
import type { MetadataBlocks, ReadableBytes } from '../decoder';
import { DecodingError } from '../decodingErrors';
import { readExactly } from '../readBytes';

/** The image resources of PSD. Source: "Adobe Photoshop File Formats Specification" (Adobe, 2019), "Image Resources Section". */

const ids = { resolution: 1005, icc: 1039, transparentIndex: 1047, versionInfo: 1057, exif: 1058, xmp: 1060 } as const;
const wanted: ReadonlySet<number> = new Set(Object.values(ids));
/** Signature, id and name, which has up to 255 bytes after its length, and the length of the data. */
const longestHeadBytes = 4 + 2 + 256 + 4;
/** More resources than files have. Reading stops there. */
const maxResources = 10_000;
const exifSignature = 'Exif\0\0';

/** The image resources that concern the composite image. */
export interface PsdResources {
  readonly metadata: MetadataBlocks;
  /** In pixels per inch. */
  readonly density?: number;
  /** The color of an indexed image that stands for transparency. */
  readonly transparentIndex?: number;
}

/** The resources that are read, by their id. Of the others, only the heads are. */
function readWanted(file: ReadableBytes, start: number, end: number): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  let at = start;
  for (let count = 0; count < maxResources && at + 12 <= end; count += 1) {
    const head = file.read(at, Math.min(longestHeadBytes, end - at));
    // The name with its length, and the data are padded to an even number of bytes.
    const nameBytes = Math.ceil((1 + head.readUInt8(6)) / 2) * 2;
    const lengthAt = 6 + nameBytes;
    if (lengthAt + 4 > head.length) throw new DecodingError('damaged', 'a resource ends after its section');
    const id = head.readUInt16BE(4);
    const length = head.readUInt32BE(lengthAt);
    const dataAt = at + lengthAt + 4;
    if (dataAt + length > end) throw new DecodingError('damaged', 'a resource ends after its section');
    if (wanted.has(id) && !found.has(id)) found.set(id, readExactly(file, dataAt, length));
    at = dataAt + Math.ceil(length / 2) * 2;
  }
  return found;
}

/** Refuses a file whose composite image is only white. By the specification, the flag is after a version of four bytes. */
function requireComposite(versionInfo: Buffer | undefined): void {
  if (versionInfo?.[4] !== 0) return;
  throw new DecodingError('unsupported', l10n.t('Photoshop file without a composite image, saved without "Maximize Compatibility"'));
}

/** A fixed-point number of 16 and 16 bits, in pixels per inch whatever unit is displayed. */
function densityOf(resolution: Buffer | undefined): number | undefined {
  const density = resolution && resolution.length >= 4 ? resolution.readUInt32BE(0) / 0x10000 : 0;
  return density > 0 ? density : undefined;
}

function withoutSignature(exif: Buffer): Buffer {
  return exif.toString('latin1', 0, exifSignature.length) === exifSignature ? exif.subarray(exifSignature.length) : exif;
}

/** Reads the resources of a section. @throws DecodingError */
export function readPsdResources(file: ReadableBytes, start: number, end: number): PsdResources {
  const resources = readWanted(file, start, end);
  requireComposite(resources.get(ids.versionInfo));
  const [icc, exif, xmp] = [resources.get(ids.icc), resources.get(ids.exif), resources.get(ids.xmp)];
  const density = densityOf(resources.get(ids.resolution));
  const index = resources.get(ids.transparentIndex);
  const transparentIndex = index && index.length >= 2 ? index.readUInt16BE(0) : undefined;
  return {
    metadata: { ...(icc?.length && { icc }), ...(exif?.length && { exif: withoutSignature(exif) }), ...(xmp?.length && { xmp }) },
    ...(density !== undefined && { density }),
    ...(transparentIndex !== undefined && transparentIndex < 256 && { transparentIndex }),
  };
}
