import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import { fileChunks, isPng, type PngChunk, textChunks } from '../formats/png';

/** Most bytes that the texts and the profile of a PNG may inflate to together: more than any program writes. */
export const maxUnfoldedBytes = 32 * 2 ** 20;

/** Up to so many bytes, nothing is inflated in order to count them. */
export const unnoticedBytes = 2 ** 20;

const signatureBytes = 8;

/** A copy is made in blocks of this size. */
const copiedBytes = 1 << 20;

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

/** Whether decoders keep the data of a chunk in memory, inflated if it is compressed: the texts and the profile. */
function isUnfolded({ type }: PngChunk): boolean {
  return textChunks.has(type) || type === 'iCCP';
}

/** Bytes that chunks take in a decoder, as {@link unfoldedBytes}. */
function bytesOfChunks(file: number, folded: readonly PngChunk[]): number {
  const mostBytes = folded.reduce((sum, { type, length }) => sum + length * (type === 'tEXt' ? 1 : largestRatio), 0);
  if (mostBytes <= unnoticedBytes) return mostBytes;
  let left = maxUnfoldedBytes;
  for (const chunk of folded) {
    // Longer than the limit as it is stored.
    if (chunk.length > left) return maxUnfoldedBytes + 1;
    left -= chunk.type === 'tEXt' ? chunk.length : inflatedBytes(file, chunk, left);
    if (left < 0) return maxUnfoldedBytes + 1;
  }
  return maxUnfoldedBytes - left;
}

/**
 * Bytes that the texts and the profile of a PNG take in a decoder, at most one more than {@link maxUnfoldedBytes}; 0 for other
 * files, and a bound for those with little of it. A file of kilobytes may inflate to gigabytes in every decoder, so nothing is
 * inflated where the size of the chunks rules that out, and never more than the limit.
 * @throws what the file system throws
 */
export function unfoldedBytes(path: string): number {
  const file = openSync(path, 'r');
  try {
    const signature = Buffer.alloc(signatureBytes);
    if (readSync(file, signature, 0, signature.length, 0) < signature.length || !isPng(signature)) return 0;
    return bytesOfChunks(file, [...fileChunks(file, signature.length)].filter(isUnfolded));
  } finally {
    closeSync(file);
  }
}

/**
 * Refuses a PNG whose metadata would fill the memory.
 * @param bytes from {@link unfoldedBytes}
 * @throws FailureError which a copy without the texts does not cause; if it does, the profile is to blame
 */
export function refuseUnfolding(bytes: number): void {
  if (bytes <= maxUnfoldedBytes) return;
  const message = l10n.t(
    'The color profile in this PNG takes more than {0} MB when decompressed. Remove it and try again.',
    maxUnfoldedBytes / 2 ** 20,
  );
  throw new FailureError('too-large', message, { cause: new Error('metadata of the PNG unfolds to too many bytes') });
}

/** Writes a copy of a PNG without its texts, none of which is inflated. */
export function copyWithoutTexts(path: string, copy: string): void {
  const [from, to] = [openSync(path, 'r'), openSync(copy, 'wx')];
  try {
    copyBytes(from, to, 0, signatureBytes);
    for (const { type, start, length } of fileChunks(from, signatureBytes)) {
      if (!textChunks.has(type)) copyBytes(from, to, start - 8, length + 12);
      if (type === 'IEND') break;
    }
  } finally {
    closeSync(from);
    closeSync(to);
  }
}

/** Appends a part of a file to another one, up to the end of the file. */
function copyBytes(from: number, to: number, start: number, length: number): void {
  const block = Buffer.allocUnsafe(Math.min(copiedBytes, length));
  for (let at = 0; at < length; ) {
    const read = readSync(from, block, 0, Math.min(block.length, length - at), start + at);
    if (read === 0) return;
    writeSync(to, block, 0, read);
    at += read;
  }
}
