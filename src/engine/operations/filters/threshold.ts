import type { StepOf } from '../../../shared/recipe/recipe';
import { mapColors } from '../core/mapColors';
import { onColors } from '../core/onColors';
import type { PixelOperation } from '../core/operation';

/** Turns samples below a value black, and the others white. With `grayscale` and full intensity, the result is gray. */
export const threshold: PixelOperation<StepOf<'threshold'>> = {
  needs: ({ grayscale, intensity }) => ({ rgb: true, eightBits: true, gray: grayscale && intensity === 100 }),
  async edit(pixels, { value, grayscale }) {
    if (grayscale && pixels.colors > 1) await onColors(pixels, (image) => image.grayscale());
    mapColors(pixels, (sample) => (Math.round(sample * 255) >= value ? 1 : 0));
  },
};
