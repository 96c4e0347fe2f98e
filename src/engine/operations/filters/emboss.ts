import type { StepOf } from '../../../shared/recipe';
import { rank, type SharpOperation } from '../operation';

/** Light from the upper left, as on a relief. */
export const emboss: SharpOperation<StepOf<'emboss'>> = {
  rank: rank.filter,
  rgb: true,
  apply: (image) => image.convolve({ width: 3, height: 3, kernel: [-2, -1, 0, -1, 1, 1, 0, 1, 2], scale: 1 }),
};
