import { hasPreviews } from './exif';
import { containsJpeg } from './jpegStart';
import { hasXmpPreviews } from './xmp';

/**
 * Photoshop's image resources, in which JPEG and TIFF store IPTC. Source: Adobe Photoshop File Formats Specification,
 * "Image Resource Blocks".
 */

/** Signatures of a resource. */
const signatures: ReadonlySet<string> = new Set(['8BIM', 'MeSa', 'AgHg', 'PHUT', 'DCSR']);
const resource = { thumbnailBgr: 1033, thumbnail: 1036, exif: 1058, exif3: 1059, xmp: 1060 } as const;

interface Resource {
  readonly id: number;
  readonly start: number;
  /** Offset after the data and its padding. */
  readonly end: number;
  readonly data: Buffer;
}

/** The resources of a block; undefined if it is malformed. */
function resourcesOf(block: Buffer): Resource[] | undefined {
  const found: Resource[] = [];
  for (let at = 0; at < block.length; ) {
    // Some writers pad the block.
    if (block.subarray(at).every((byte) => byte === 0)) break;
    if (at + 12 > block.length || !signatures.has(block.toString('latin1', at, at + 4))) return undefined;
    const nameBytes = 1 + (block[at + 6] as number);
    const sizeAt = at + 6 + nameBytes + (nameBytes % 2);
    if (sizeAt + 4 > block.length) return undefined;
    const size = block.readUInt32BE(sizeAt);
    const dataAt = sizeAt + 4;
    if (dataAt + size > block.length) return undefined;
    const end = Math.min(block.length, dataAt + size + (size % 2));
    found.push({ id: block.readUInt16BE(at + 4), start: at, end, data: block.subarray(dataAt, dataAt + size) });
    at = end;
  }
  return found;
}

function isPreview({ id, data }: Resource): boolean {
  if (id === resource.thumbnailBgr || id === resource.thumbnail) return true;
  if (id === resource.exif || id === resource.exif3) return hasPreviews(data);
  return id === resource.xmp ? hasXmpPreviews(data) : containsJpeg(data);
}

/** The block without thumbnails and other previews; undefined if nothing remains. A malformed block that may contain one goes as a whole. */
export function withoutResourcePreviews(block: Buffer): Buffer | undefined {
  const resources = resourcesOf(block);
  if (resources === undefined) return containsJpeg(block) ? undefined : block;
  const kept = resources.filter((each) => !isPreview(each));
  if (kept.length === resources.length) return block;
  return kept.length === 0 ? undefined : Buffer.concat(kept.map(({ start, end }) => block.subarray(start, end)));
}

/** Whether a block contains a thumbnail or another preview. */
export function hasResourcePreviews(block: Buffer): boolean {
  return withoutResourcePreviews(block) !== block;
}
