import { type GifFile, type GifFrame, readGif } from './gifFrames';
import { decodeLzw } from './lzw';

/**
 * Areas of a GIF that no frame covers. They are transparent in browsers. libvips makes them black or of the background color where
 * no frame declares a transparent index, so such an index is declared that no pixel has.
 */

function fill(mask: Uint8Array, { width, height }: GifFile, frame: GifFrame, value: number): void {
  const right = Math.min(width, frame.left + frame.width);
  for (let y = frame.top; y < Math.min(height, frame.top + frame.height); y += 1)
    if (frame.left < right) mask.fill(value, y * width + frame.left, y * width + right);
}

/** Whether an area is uncovered at any time. A frame with a transparent index counts as uncovered. */
function hasGaps(gif: GifFile): boolean {
  let covered = new Uint8Array(gif.width * gif.height);
  let isCovered = false;
  for (const frame of gif.frames) {
    // What follows a covered screen need not be drawn until an area is cleared.
    if (isCovered && frame.disposal !== 'clear') continue;
    const before = frame.disposal === 'restore' ? covered.slice() : undefined;
    if (frame.transparent === undefined) fill(covered, gif, frame, 1);
    if (covered.includes(0)) return true;
    isCovered = frame.disposal === 'keep';
    if (frame.disposal === 'clear') fill(covered, gif, frame, 0);
    covered = before ?? covered;
  }
  return false;
}

/** An index that no pixel of a frame has. */
function unusedIndex({ data, codeBits, width, height }: GifFrame): number | undefined {
  if (codeBits < 8) return 255;
  const indices = decodeLzw(data, codeBits, width * height);
  if (!indices) return undefined;
  const used = new Set(indices);
  for (let index = 255; index >= 0; index -= 1) if (!used.has(index)) return index;
  return undefined;
}

/** A graphic control with a transparent index: that of the frame, or a new one. */
function controlOf(gif: Buffer, { controlAt }: GifFrame, index: number): Buffer {
  const control =
    controlAt === undefined ? Buffer.from([0x21, 0xf9, 4, 0, 0, 0, 0, 0]) : Buffer.from(gif.subarray(controlAt, controlAt + 8));
  control[3] = (control[3] as number) | 1;
  control[6] = index;
  return control;
}

/**
 * The same GIF for libvips, with transparent gaps; undefined if it is displayed correctly as it is.
 * @throws a plain Error if it is truncated
 */
export function withTransparentGaps(gif: Buffer): Buffer | undefined {
  const file = readGif(gif);
  if (file.frames.every(({ transparent }) => transparent !== undefined) || !hasGaps(file)) return undefined;
  const parts: Buffer[] = [];
  let from = 0;
  for (const frame of file.frames) {
    const index = frame.transparent === undefined ? unusedIndex(frame) : undefined;
    if (index === undefined) continue;
    const at = frame.controlAt ?? frame.at;
    parts.push(gif.subarray(from, at), controlOf(gif, frame, index));
    from = frame.controlAt === undefined ? at : at + 8;
  }
  return from === 0 ? undefined : Buffer.concat([...parts, gif.subarray(from)]);
}
