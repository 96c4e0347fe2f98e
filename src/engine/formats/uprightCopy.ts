import type { SourceFormat } from '../../shared/values/formats';
import { minimalExif, withOrientationTag } from './exifHead';
import { rawExifProfile, uprightXmp } from './orientation';
import { chunks, pngChunk } from './png';
import { pngBlocks, withPngXmp } from './pngTexts';
import { editWebpMetadata } from './webp';

/**
 * Copies of images whose orientation stands outside of EXIF. The copy has it in EXIF, where decoders apply it and encoders reset
 * it, and nowhere else, so that it is not applied twice. Not a sample changes.
 */

const exifPrefix = Buffer.from('Exif\0\0', 'latin1');
const xmpPrefix = 'http://ns.adobe.com/xap/1.0/\0';
const maxSegmentBytes = 65_533;

function withExifOrientation(exif: Buffer | undefined, orientation: number): Buffer {
  return (exif && withOrientationTag(exif, orientation)) ?? minimalExif(orientation);
}

function jpegSegment(kind: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, kind, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

function uprightJpeg(jpeg: Buffer, orientation: number): Buffer {
  const kept: Buffer[] = [];
  let exif: Buffer | undefined;
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff && jpeg[at + 1] !== 0xda) {
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    const data = jpeg.subarray(at + 4, end);
    if (jpeg[at + 1] === 0xe1 && data.subarray(0, 6).equals(exifPrefix)) exif = data.subarray(6);
    else if (jpeg[at + 1] === 0xe1 && data.toString('latin1', 0, xmpPrefix.length) === xmpPrefix)
      kept.push(jpegSegment(0xe1, uprightXmp(data)));
    else kept.push(jpeg.subarray(at, end));
    at = end;
  }
  const whole = withExifOrientation(exif, orientation);
  const block = whole.length + exifPrefix.length > maxSegmentBytes ? minimalExif(orientation) : whole;
  const segment = jpegSegment(0xe1, Buffer.concat([exifPrefix, block]));
  return Buffer.concat([jpeg.subarray(0, 2), segment, ...kept, jpeg.subarray(at)]);
}

function uprightPng(png: Buffer, orientation: number): Buffer {
  const [xmp] = pngBlocks(png).xmp;
  const image = xmp ? withPngXmp(png, uprightXmp(xmp)) : png;
  const kept: Buffer[] = [];
  let exif: Buffer | undefined;
  for (const { type, start, length } of chunks(image)) {
    const data = image.subarray(start, start + length);
    const found = type === 'eXIf' ? data : rawExifProfile(type, data);
    if (found) exif ??= found;
    else kept.push(image.subarray(start - 8, start + length + 4));
  }
  const [header, ...rest] = kept;
  const chunk = pngChunk('eXIf', withExifOrientation(exif, orientation));
  return Buffer.concat([image.subarray(0, 8), ...(header ? [header] : []), chunk, ...rest]);
}

function uprightWebp(webp: Buffer, orientation: number): Buffer {
  return editWebpMetadata(webp, {
    exif: (exif) => withExifOrientation(exif?.subarray(0, 6).equals(exifPrefix) ? exif.subarray(6) : exif, orientation),
    xmp: uprightXmp,
  });
}

/** In a TIFF, the XMP stands as it is in the file. */
function uprightTiff(tiff: Buffer, orientation: number): Buffer | undefined {
  const start = tiff.indexOf('tiff:Orientation');
  const around = Math.max(0, start);
  const packet = uprightXmp(tiff.subarray(around, around + 64));
  const edited = Buffer.concat([tiff.subarray(0, around), packet, tiff.subarray(around + packet.length)]);
  return withOrientationTag(edited, orientation);
}

/** A copy of an image with its orientation in EXIF; undefined where the format has no place for it, or the file is malformed. */
export function uprightCopy(image: Buffer, format: SourceFormat, orientation: number): Buffer | undefined {
  switch (format) {
    case 'jpeg':
      return uprightJpeg(image, orientation);
    case 'png':
      return uprightPng(image, orientation);
    case 'webp':
      return uprightWebp(image, orientation);
    case 'tiff':
      return uprightTiff(image, orientation);
    default:
      return undefined;
  }
}
