import { closeSync, openSync, readSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { fileChunks, isPng, type PngChunk } from '../formats/png';

/** Most bytes that the texts and the profile of a PNG may inflate to together: more than any program writes. */
export const maxUnfoldedBytes = 32 * 2 ** 20;

/** Deflate makes at most this many bytes from one (zlib's technical notes). */
const largestRatio = 1032;

/** Where the deflated data of a chunk starts; undefined if it has none. */
function deflatedAt(type: string, data: Buffer): number | undefined {
  const keyword = data.indexOf(0);
  if (keyword < 0) return undefined;
  if (type !== 'iTXt') return keyword + 2;
  if (data[keyword + 1] !== 1) return undefined;
  // A language and a translated keyword follow the flags.
  const language = data.indexOf(0, keyword + 3);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  return translated < 0 ? undefined : translated + 1;
}

/** Bytes that a chunk inflates to, at most one more than `most`. Damaged data counts as none: decoders drop it. */
function inflatedBytes(file: number, { type, start, length }: PngChunk, most: number): number {
  const data = Buffer.alloc(length);
  const read = readSync(file, data, 0, length, start);
  const at = deflatedAt(type, data);
  if (at === undefined) return read;
  try {
    return inflateSync(data.subarray(at, read), { maxOutputLength: Math.max(1, most) }).length;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? most + 1 : 0;
  }
}

/**
 * Whether a file is a PNG whose texts and profile inflate to more than {@link maxUnfoldedBytes}. A file of kilobytes may inflate to
 * gigabytes in every decoder, so nothing is inflated where the size of the chunks rules that out, and never more than the limit.
 * @throws what the file system throws
 */
export function unfoldsTooMuch(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const signature = Buffer.alloc(8);
    if (readSync(file, signature, 0, signature.length, 0) < signature.length || !isPng(signature)) return false;
    const folded = [...fileChunks(file, 8)].filter(({ type }) => type === 'zTXt' || type === 'iTXt' || type === 'iCCP');
    if (folded.reduce((sum, { length }) => sum + length, 0) * largestRatio <= maxUnfoldedBytes) return false;
    let left = maxUnfoldedBytes;
    for (const chunk of folded) {
      // Longer than the limit as it is stored.
      if (chunk.length > left) return true;
      left -= inflatedBytes(file, chunk, left);
      if (left < 0) return true;
    }
    return false;
  } finally {
    closeSync(file);
  }
}
