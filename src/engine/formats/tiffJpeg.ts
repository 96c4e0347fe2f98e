import { type TiffDirectory, tiffTag } from './tiffDirectories';

/**
 * JPEG inside of TIFF: each strip or tile is a JPEG of its own, whose tables are stored once. libvips decodes tiles that lack
 * their end without an error. Source: Adobe Photoshop TIFF Technical Notes 2.
 */

const jpegCompression = 7;
/** The end mark may be followed by fill bytes. */
const tailBytes = 16;
const endOfImage = Buffer.from([0xff, 0xd9]);

/** Whether a directory holds JPEGs. */
function isJpegCompressed(directory: TiffDirectory): boolean {
  return directory.numbers(tiffTag.compression)[0] === jpegCompression;
}

/** Refuses a TIFF with a JPEG that lacks its end. A part without bytes is an empty one, as in sparse files. @throws a plain Error */
export function requireWholeJpegs(directory: TiffDirectory): void {
  if (!isJpegCompressed(directory)) return;
  for (const { offset, length } of directory.parts()) {
    if (length === 0) continue;
    const tail = directory.reader.bytes(offset + Math.max(0, length - tailBytes), Math.min(length, tailBytes));
    if (!tail.includes(endOfImage)) throw new Error('truncated TIFF');
  }
}
