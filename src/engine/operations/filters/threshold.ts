import type { StepOf } from '../../../shared/recipe';
import type { PixelOperation } from '../operation';
import { mapColours } from './mapColours';
import { onColours } from './onColours';

/** Black below a value, white from it on. What is looked at in grey becomes grey, but where a part of the colours stays. */
export const threshold: PixelOperation<StepOf<'threshold'>> = {
  needs: ({ greyscale, intensity }) => ({ rgb: true, eightBits: true, grey: greyscale && intensity === 100 }),
  async edit(pixels, { value, greyscale }) {
    if (greyscale && pixels.colours > 1) await onColours(pixels, (image) => image.greyscale());
    mapColours(pixels, (share) => (Math.round(share * 255) >= value ? 1 : 0));
  },
};
