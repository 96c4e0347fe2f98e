import type { StepOf } from '../../../shared/recipe';
import { rank, type SharpOperation } from '../operation';

/** A kernel of the user's. One whose values add up to nothing is not divided. */
export const convolve: SharpOperation<StepOf<'convolve'>> = {
  rank: rank.filter,
  rgb: true,
  apply(image, { width, height, kernel, scale, offset }) {
    const sum = kernel.reduce((all, value) => all + value, 0);
    return image.convolve({ width, height, kernel, scale: scale ?? (sum === 0 ? 1 : sum), offset });
  },
};
