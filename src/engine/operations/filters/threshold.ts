import type { StepOf } from '../../../shared/recipe/recipe';
import { mapColours } from '../core/mapColors';
import { onColours } from '../core/onColors';
import type { PixelOperation } from '../core/operation';

/** Black below a value, white from it on. What is looked at in grey becomes grey, but where a part of the colours stays. */
export const threshold: PixelOperation<StepOf<'threshold'>> = {
  needs: ({ greyscale, intensity }) => ({ rgb: true, eightBits: true, grey: greyscale && intensity === 100 }),
  async edit(pixels, { value, greyscale }) {
    if (greyscale && pixels.colours > 1) await onColours(pixels, (image) => image.greyscale());
    mapColours(pixels, (share) => (Math.round(share * 255) >= value ? 1 : 0));
  },
};
