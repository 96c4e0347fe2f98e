import type { GifFile, GifFrame } from './gifFrames';
import { decodeLzw } from './lzw';

/** The frames of a GIF as they are displayed, in numbers of colors. */

/** Number of the color of uncovered areas. */
export const transparent = 0;

/** Most colors of all frames together. */
const mostColors = 65_535;

/** The colors of a file, numbered from 1 in the order of their appearance. */
export class ColorNumbers {
  readonly #numbers = new Map<number, number>();
  readonly colors: number[] = [transparent];

  of(rgb: number): number {
    const known = this.#numbers.get(rgb);
    if (known !== undefined) return known;
    this.#numbers.set(rgb, this.colors.length);
    return this.colors.push(rgb) - 1;
  }

  get areTooMany(): boolean {
    return this.colors.length > mostColors;
  }
}

/** First row and distance of the rows in each pass of an interlaced frame. */
const passes = [
  [0, 8],
  [4, 8],
  [2, 4],
  [1, 2],
] as const;

/** The rows of a frame in the order in which they are stored. */
export function rowOrder(height: number, isInterlaced: boolean): number[] {
  const rows = Array.from({ length: height }, (_, row) => row);
  return isInterlaced ? passes.flatMap(([first, step]) => rows.filter((row) => row >= first && row % step === first % step)) : rows;
}

/** Draws a frame. @returns false if its pixels are damaged, or outside of its palette or of the screen */
function draw(canvas: Uint16Array, { width }: GifFile, frame: GifFrame, numbers: ColorNumbers): boolean {
  const indices = decodeLzw(frame.data, frame.codeBits, frame.width * frame.height);
  if (!indices) return false;
  const { palette } = frame;
  const colors = Array.from({ length: palette.length / 3 }, (_, index) => numbers.of(palette.readUIntBE(index * 3, 3)));
  let from = 0;
  for (const row of rowOrder(frame.height, frame.isInterlaced)) {
    const to = (frame.top + row) * width + frame.left;
    for (let x = 0; x < frame.width; x += 1, from += 1) {
      const index = indices[from] as number;
      if (index === frame.transparent) continue;
      const color = colors[index];
      if (color === undefined) return false;
      canvas[to + x] = color;
    }
  }
  return true;
}

function isInside({ left, top, width, height }: GifFrame, screen: GifFile): boolean {
  return width > 0 && height > 0 && left + width <= screen.width && top + height <= screen.height;
}

/** Each frame as it is displayed, as color numbers. Ends with undefined where a frame is unusual. */
export function* displayedFrames(gif: GifFile, numbers: ColorNumbers): Generator<Uint16Array | undefined> {
  let canvas = new Uint16Array(gif.width * gif.height);
  for (const frame of gif.frames) {
    const before = frame.disposal === 'restore' ? canvas.slice() : undefined;
    if (!isInside(frame, gif) || !draw(canvas, gif, frame, numbers) || numbers.areTooMany) return yield undefined;
    yield canvas.slice();
    if (frame.disposal === 'clear') {
      for (let y = frame.top; y < frame.top + frame.height; y += 1)
        canvas.fill(transparent, y * gif.width + frame.left, y * gif.width + frame.left + frame.width);
    }
    canvas = before ?? canvas;
  }
}
