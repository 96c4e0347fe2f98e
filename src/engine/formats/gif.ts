import { readFileSync } from 'node:fs';

/** The GIF container, as far as needed to detect truncation. Source: GIF89a specification (CompuServe, 1990). */

export const extensionBlock = 0x21;
export const imageBlock = 0x2c;
export const trailer = 0x3b;
/** Signature and logical screen descriptor. The packed fields of the latter tell whether a color table follows. */
export const screenHeadBytes = 13;

export function colorTableBytes(packed: number): number {
  return packed & 0x80 ? 3 << ((packed & 7) + 1) : 0;
}

/** The offset after a chain of sub-blocks; infinity if the chain is truncated. */
export function afterSubBlocks(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length) {
    const length = bytes[at] as number;
    at += 1 + length;
    if (length === 0) return at;
  }
  return Number.POSITIVE_INFINITY;
}

/**
 * Walks the blocks of a GIF.
 * @returns the offset of the first byte that starts neither an extension nor an image, in an intact GIF the trailer; and the number
 *   of images
 */
export function walkGifBlocks(bytes: Buffer): { readonly end: number; readonly images: number } {
  let at = screenHeadBytes + colorTableBytes(bytes[10] ?? 0);
  let images = 0;
  while (at < bytes.length) {
    const block = bytes[at];
    if (block === imageBlock) images += 1;
    if (block === extensionBlock) at = afterSubBlocks(bytes, at + 2);
    // The image descriptor is followed by its color table, the code size and the pixels.
    else if (block === imageBlock) at = afterSubBlocks(bytes, at + 11 + colorTableBytes(bytes[at + 9] ?? 0));
    else break; // the trailer, or something that libvips must check
  }
  return { end: at, images };
}

/** The descriptor of the first image of a GIF; undefined if there is none. */
export function firstGifImage(bytes: Buffer): { readonly isInterlaced: boolean } | undefined {
  let at = screenHeadBytes + colorTableBytes(bytes[10] ?? 0);
  while (bytes[at] === extensionBlock) at = afterSubBlocks(bytes, at + 2);
  return bytes[at] === imageBlock ? { isInterlaced: ((bytes[at + 9] ?? 0) & 0x40) !== 0 } : undefined;
}

/** Whether a GIF ends inside a block. A missing trailer after a whole block is accepted, as by every decoder. */
export function isGifTruncated(bytes: Buffer): boolean {
  return walkGifBlocks(bytes).end > bytes.length;
}

/** Whether a GIF ends without its trailer, so that frames may be missing. */
export function lacksGifTrailer(bytes: Buffer): boolean {
  return walkGifBlocks(bytes).end >= bytes.length;
}

/** A GIF without the bytes after its trailer, which libvips takes for frames; undefined if there are none. */
export function withoutTrailingBytes(bytes: Buffer): Buffer | undefined {
  const { end } = walkGifBlocks(bytes);
  return bytes[end] === trailer && end + 1 < bytes.length ? bytes.subarray(0, end + 1) : undefined;
}

/** Announces an animation. */
const repetition = 'NETSCAPE2.0';

/**
 * A GIF of a single image with the trailer that it lacks, without which libvips refuses it. Undefined for others: an animation
 * without its trailer may lack frames.
 */
export function withTrailer(bytes: Buffer): Buffer | undefined {
  const { end, images } = walkGifBlocks(bytes);
  const isWhole = end === bytes.length && images === 1 && !bytes.includes(repetition);
  return isWhole ? Buffer.concat([bytes, Buffer.of(trailer)]) : undefined;
}

/** Refuses a truncated GIF: libvips would process the remaining frames as if they were all. @throws Error */
export function refuseTruncatedGif(path: string): void {
  if (isGifTruncated(readFileSync(path))) throw new Error('truncated GIF');
}
