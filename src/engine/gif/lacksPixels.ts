import { readGif } from './gifFrames';
import { fillsFrame } from './lzwLength';

/** Whether pixels of a GIF are missing. libvips leaves them as they were, without an error. @throws a plain Error if it ends inside a block */
export function lacksPixels(gif: Buffer): boolean {
  // The decoder reports other bits.
  return readGif(gif).frames.some(
    ({ codeBits, data, width, height }) => codeBits >= 1 && codeBits <= 8 && !fillsFrame(data, codeBits, width * height),
  );
}
