import { readFileSync } from 'node:fs';

/** The GIF container, as far as it takes to see that it is whole. Source: GIF89a specification (CompuServe, 1990). */

const extension = 0x21;
const image = 0x2c;
/** Signature and logical screen descriptor; the packed fields of the latter tell of a color table behind them. */
const headBytes = 13;

function colorTableBytes(packed: number): number {
  return packed & 0x80 ? 3 << ((packed & 7) + 1) : 0;
}

/** Offset behind a chain of sub-blocks, or beyond the end where the chain is cut off. */
function afterSubBlocks(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length) {
    const length = bytes[at] as number;
    at += 1 + length;
    if (length === 0) return at;
  }
  return Number.POSITIVE_INFINITY;
}

/** Offset of the first byte that starts neither an extension nor an image: that of the trailer, in a GIF that is in order. */
function afterBlocks(bytes: Buffer): number {
  let at = headBytes + colorTableBytes(bytes[10] ?? 0);
  while (at < bytes.length) {
    const block = bytes[at];
    if (block === extension) at = afterSubBlocks(bytes, at + 2);
    // The image descriptor is followed by its color table, the code size and the pixels.
    else if (block === image) at = afterSubBlocks(bytes, at + 11 + colorTableBytes(bytes[at + 9] ?? 0));
    else return at; // the trailer, or what libvips may judge
  }
  return at;
}

/** Whether a GIF ends within a block. A trailer that is missing behind a whole block is forgiven, as by every decoder. */
export function isGifCutOff(bytes: Buffer): boolean {
  return afterBlocks(bytes) > bytes.length;
}

/** Whether a GIF ends without its trailer: then there is no telling whether frames are missing. */
export function lacksGifTrailer(bytes: Buffer): boolean {
  return afterBlocks(bytes) >= bytes.length;
}

/** Refuses a GIF that is cut off: libvips would take the frames that are there for all. */
export function refuseCutOffGif(path: string): void {
  if (isGifCutOff(readFileSync(path))) throw new Error('truncated GIF');
}
