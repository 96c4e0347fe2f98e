import { croppedFrames } from '../gif/croppedFrames';
import { ColorNumbers, displayedFrames } from '../gif/displayedFrames';
import { encodedFrames } from '../gif/encodedFrames';
import { type GifFile, readGif } from '../gif/gifFrames';

/**
 * Recompresses GIFs losslessly: frames are cropped to what changes, palettes have only the colors in use, and codes are chosen
 * anew. gifsicle does the same, but its license (GPL) does not allow to ship it here.
 */

/** Most pixels of all frames together. More take too long and too much memory. */
const mostPixels = 60_000_000;
const plainText = 0x01;

/** The frames as they are displayed; undefined if one is unusual. */
function displayed(file: GifFile, numbers: ColorNumbers): Uint16Array[] | undefined {
  const frames = [...displayedFrames(file, numbers)];
  return frames.every((frame) => frame !== undefined) ? frames : undefined;
}

function isUsual({ isWhole, width, height, frames, others }: GifFile): boolean {
  const hasText = others.some(({ whole }) => whole[1] === plainText);
  return isWhole && frames.length > 0 && !hasText && width * height * frames.length <= mostPixels;
}

/** Signature and size of the screen, with its palette. */
function head(gif: Buffer, table: Buffer, tableBits: number): Buffer {
  const screen = Buffer.from(gif.subarray(0, 13));
  screen.write('GIF89a', 'latin1');
  screen[10] = 0xf0 | (tableBits - 1);
  screen[11] = 0;
  return Buffer.concat([screen, table]);
}

/** The same image, or the same animation with its times, in fewer bytes; undefined when there is nothing to gain, or for a rare kind. */
export function recompressGif(gif: Buffer): Buffer | undefined {
  const file = readGif(gif);
  const numbers = new ColorNumbers();
  const shown = isUsual(file) ? displayed(file, numbers) : undefined;
  const [first] = file.frames;
  if (!shown || !first) return undefined;
  const frames = [...croppedFrames(shown, file.width, first)];
  const traits = file.frames.map(({ delay, isInterlaced, controlAt }) => ({ delay, isInterlaced, isControlled: controlAt !== undefined }));
  const encoded = encodedFrames(frames, traits, numbers.colors);
  if (!encoded) return undefined;
  const othersBefore = (count: number) => file.others.filter(({ before }) => before === count).map(({ whole }) => whole);
  const body = encoded.blocks.flatMap((block, index) => [...othersBefore(index), block]);
  const end = [...othersBefore(frames.length), Buffer.from([0x3b])];
  const smaller = Buffer.concat([head(gif, encoded.table, encoded.tableBits), ...body, ...end]);
  return smaller.length < gif.length ? smaller : undefined;
}
