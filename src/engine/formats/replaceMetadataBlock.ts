import { crc32 } from 'node:zlib';
import { chunks, isPng } from './png';

/** Bytes of a picture among which its metadata is: of a PNG, those of its eXIf chunk. */
function rangeOf(picture: Buffer): { readonly start: number; readonly end: number } | undefined {
  if (!isPng(picture)) return { start: 0, end: picture.length };
  for (const { type, start, length } of chunks(picture)) {
    if (type === 'eXIf' && start + length + 4 <= picture.length) return { start, end: start + length };
  }
  return undefined;
}

/**
 * A copy of a picture, of a PNG as far as EXIF goes, with another block of metadata in the place of its own: nothing moves.
 * @param after of the same length
 * @returns undefined where the picture does not have the block
 */
export function replaceBlock(written: Buffer, before: Buffer, after: Buffer): Buffer | undefined {
  const range = before.length === 0 ? undefined : rangeOf(written);
  if (range === undefined) return undefined;
  const picture = Buffer.from(written);
  const within = picture.subarray(range.start, range.end);
  let found = false;
  // Each level of a TIFF pyramid has a block of its own.
  for (let at = within.indexOf(before); at >= 0; at = within.indexOf(before, at + before.length)) {
    after.copy(within, at);
    found = true;
  }
  if (isPng(picture)) picture.writeUInt32BE(crc32(picture.subarray(range.start - 4, range.end)), range.end);
  return found ? picture : undefined;
}
