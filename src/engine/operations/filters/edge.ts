import type { StepOf } from '../../../shared/recipe';
import { rank, type SharpOperation } from '../operation';

/** The edges alone, by the Laplacian of all eight neighbours. */
export const edge: SharpOperation<StepOf<'edge'>> = {
  rank: rank.filter,
  rgb: true,
  apply: (image) => image.convolve({ width: 3, height: 3, kernel: [-1, -1, -1, -1, 8, -1, -1, -1, -1], scale: 1 }),
};
