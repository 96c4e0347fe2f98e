import type { StepOf } from '../../../shared/recipe/recipe';
import { convolved } from '../core/convolved';
import type { PixelOperation } from '../core/operation';

/** A kernel of the user's. One whose values add up to nothing is not divided. */
export const convolve: PixelOperation<StepOf<'convolve'>> = {
  needs: () => ({ rgb: true }),
  edit(pixels, { width, height, kernel, scale, offset }) {
    const sum = kernel.reduce((all, value) => all + value, 0);
    return convolved(pixels, { width, height, kernel, scale: scale ?? (sum === 0 ? 1 : sum), offset });
  },
};
