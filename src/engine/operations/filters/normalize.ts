import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';

/** Stretches the luminance to the full range. */
export const normalize: SharpOperation<StepOf<'normalize'>> = {
  rank: rank.normalize,
  needs: () => ({ rgb: true }),
  apply: (image, { lower, upper }) => image.normalize({ lower, upper }),
};
