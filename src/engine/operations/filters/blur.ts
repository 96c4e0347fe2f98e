import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';

/** Applies a Gaussian blur. */
export const blur: SharpOperation<StepOf<'blur'>> = {
  rank: rank.blur,
  // sharp multiplies colors by their opacity for the first filter of neighborhoods, and divides after the last one.
  span: (_, { alpha }) => [rank.blur, alpha ? rank.sharpen : rank.blur],
  apply: (image, { sigma }) => image.blur(sigma),
};
