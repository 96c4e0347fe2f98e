import { crc32 } from 'node:zlib';
import { chunks, isPng } from './png';

/** The range of an image that contains its metadata. In a PNG, this is the eXIf chunk. */
function rangeOf(image: Buffer): { readonly start: number; readonly end: number } | undefined {
  if (!isPng(image)) return { start: 0, end: image.length };
  for (const { type, start, length } of chunks(image)) {
    if (type === 'eXIf' && start + length + 4 <= image.length) return { start, end: start + length };
  }
  return undefined;
}

/**
 * A copy of an image in which one block of metadata is replaced by another of the same length, so that nothing moves. In a PNG,
 * this works only for EXIF.
 * @returns undefined if the image does not contain the block
 */
export function replaceMetadataBlock(written: Buffer, before: Buffer, after: Buffer): Buffer | undefined {
  const range = before.length === 0 ? undefined : rangeOf(written);
  if (range === undefined) return undefined;
  const image = Buffer.from(written);
  const within = image.subarray(range.start, range.end);
  let found = false;
  // Each level of a TIFF pyramid has its own block.
  for (let at = within.indexOf(before); at >= 0; at = within.indexOf(before, at + before.length)) {
    after.copy(within, at);
    found = true;
  }
  if (isPng(image)) image.writeUInt32BE(crc32(image.subarray(range.start - 4, range.end)), range.end);
  return found ? image : undefined;
}
