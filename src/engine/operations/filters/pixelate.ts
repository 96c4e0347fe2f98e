import type { StepOf } from '../../../shared/recipe';
import type { PixelOperation, Pixels } from '../operation';

/** Gives all pixels of a block their mean. */
function flattenBlock({ data, width, bands }: Pixels, left: number, top: number, right: number, bottom: number): void {
  const count = (right - left) * (bottom - top);
  for (let band = 0; band < bands; band += 1) {
    let sum = 0;
    for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) sum += data[(y * width + x) * bands + band] as number;
    const mean = Math.round(sum / count);
    for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) data[(y * width + x) * bands + band] = mean;
  }
}

/** Large square pixels; those at the right and lower side may be cut. */
export const pixelate: PixelOperation<StepOf<'pixelate'>> = {
  changes: ({ size }) => size > 1,
  edit(pixels, { size }) {
    const { width, height } = pixels;
    for (let top = 0; top < height; top += size)
      for (let left = 0; left < width; left += size)
        flattenBlock(pixels, left, top, Math.min(width, left + size), Math.min(height, top + size));
  },
};
