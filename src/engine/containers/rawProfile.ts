import { inflateSync } from 'node:zlib';
import { hasPreviews } from '../metadata/exif';
import { hasResourcePreviews } from '../metadata/photoshop';
import { hasXmpPreviews } from '../metadata/xmp';

/** Texts of a PNG in which ImageMagick stores whole blocks of metadata in hexadecimal digits. Source: its coders/png.c. */

/** A block that a text contains. */
export interface RawProfile {
  /** As in the keyword: `exif`, `APP1`, `xmp`, `iptc`, `8bim`. */
  readonly name: string;
  /** Undefined if it cannot be read. */
  readonly data: Buffer | undefined;
}

const keyword = /^Raw profile type ([^\0]{1,60})\0/;
const maxBytes = 100_000_000;

function decode(type: string, rest: Buffer): Buffer | undefined {
  try {
    const text = (type === 'zTXt' ? inflateSync(rest.subarray(1), { maxOutputLength: maxBytes }) : rest).toString('latin1');
    // A line break, the name, the number of bytes, the digits.
    const [, length = '0', digits = ''] = /^\s*\S+\s+(\d+)\s+([0-9a-fA-F\s]*)/.exec(text) ?? [];
    const data = Buffer.from(digits.replaceAll(/\s/g, ''), 'hex');
    return data.length > 0 && data.length === Number(length) ? data : undefined;
  } catch {
    return undefined;
  }
}

/** The block in a text chunk; undefined for other texts. */
export function rawProfileOf(type: string, data: Buffer): RawProfile | undefined {
  const [whole, name] = keyword.exec(data.toString('latin1', 0, 80)) ?? [];
  return whole === undefined || name === undefined ? undefined : { name, data: decode(type, data.subarray(whole.length)) };
}

/** Whether a profile contains a preview, or cannot be read. */
export function hasProfilePreviews({ name, data }: RawProfile): boolean {
  if (data === undefined) return true;
  const kind = name.toLowerCase();
  if (kind === 'exif' || kind === 'app1') return hasPreviews(data);
  if (kind === 'xmp') return hasXmpPreviews(data);
  return kind === 'iptc' || kind === '8bim' ? hasResourcePreviews(data) : false;
}
