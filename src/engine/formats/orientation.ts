import { inflateSync } from 'node:zlib';
import { readExifHead } from './exifHead';

/**
 * The orientation of an image where it stands outside of EXIF: decoders do not apply it, viewers and editors do. EXIF counts
 * more. Sources: XMP specification part 2 (tiff:Orientation), ImageMagick's coders/png.c (raw profiles).
 */

const xmpProperty = /(tiff:Orientation\s*(?:=\s*["']|>)\s*)([1-8])(?=\s*["'<])/;

/** The orientation in an XMP block. */
export function xmpOrientation(xmp: Buffer): number | undefined {
  const value = xmpProperty.exec(xmp.toString('latin1'))?.[2];
  return value === undefined ? undefined : Number(value);
}

/** A copy of an XMP block, of the same length, that says that the image is upright. */
export function uprightXmp(xmp: Buffer): Buffer {
  return Buffer.from(
    xmp.toString('latin1').replace(xmpProperty, (_, before: string) => `${before}1`),
    'latin1',
  );
}

/** Whether an orientation swaps width and height. */
export function isTurned(orientation = 1): boolean {
  return orientation > 4;
}

/** The orientation for a header, if it must be applied and stands only outside of EXIF. @param exif the orientation by EXIF */
export function outerOrientation(exif: number | undefined, outer: number | undefined): { readonly orientation?: number } {
  return exif === undefined && outer !== undefined && outer > 1 ? { orientation: outer } : {};
}

/** Most bytes that a profile inflates to; a larger one is ignored. */
const maxProfileBytes = 10_000_000;

/** ImageMagick names EXIF after its segment, too, which may also hold XMP. */
const profileKeyword = /^Raw profile type (?:exif|APP1)\0/i;

/** The text of a chunk, decompressed if need be. @param start of the text behind the keyword */
function profileText(type: string, data: Buffer, start: number): string | undefined {
  if (type === 'tEXt') return data.toString('latin1', start);
  if (type !== 'zTXt') return undefined;
  try {
    return inflateSync(data.subarray(start + 1), { maxOutputLength: maxProfileBytes }).toString('latin1');
  } catch {
    return undefined;
  }
}

/**
 * The EXIF block in a text chunk of a PNG, in which ImageMagick writes it as hexadecimal digits behind its name and length.
 * @param data of the chunk
 * @returns the block without `Exif\0\0`; undefined for every other text
 */
export function rawExifProfile(type: string, data: Buffer): Buffer | undefined {
  const keyword = profileKeyword.exec(data.toString('latin1', 0, 80))?.[0];
  const text = keyword && profileText(type, data, keyword.length);
  // The digits begin where the space ends, so that a long space is not divided in every way.
  const digits = text && /^\s*\w+\s+\d+\s+(?!\s)([0-9a-f\s]+)$/i.exec(text)?.[1];
  if (!digits) return undefined;
  const bytes = Buffer.from(digits.replace(/\s+/g, ''), 'hex');
  return bytes.toString('latin1', 0, 6) === 'Exif\0\0' ? bytes.subarray(6) : bytes;
}

/** The orientation in a text chunk of a PNG. */
export function textOrientation(type: string, data: Buffer): number | undefined {
  const exif = rawExifProfile(type, data);
  return exif && readExifHead(exif)?.orientation;
}
