import type { StepOf } from '../../../shared/recipe/recipe';
import { mapColors } from '../core/mapColors';
import { onColors } from '../core/onColors';
import type { PixelOperation } from '../core/operation';

/** Black below a value, white from it on. What is looked at in gray becomes gray, but where a part of the colors stays. */
export const threshold: PixelOperation<StepOf<'threshold'>> = {
  needs: ({ grayscale, intensity }) => ({ rgb: true, eightBits: true, gray: grayscale && intensity === 100 }),
  async edit(pixels, { value, grayscale }) {
    if (grayscale && pixels.colors > 1) await onColors(pixels, (image) => image.grayscale());
    mapColors(pixels, (share) => (Math.round(share * 255) >= value ? 1 : 0));
  },
};
