import type { StepOf } from '../../../shared/recipe';
import { rank, type SharpOperation } from '../operation';

/** The median of the neighbourhood of each pixel. */
export const median: SharpOperation<StepOf<'median'>> = {
  rank: rank.filter,
  changes: ({ size }) => size > 1,
  apply: (image, { size }) => image.median(size),
};
