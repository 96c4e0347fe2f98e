import type { StepOf } from '../../../shared/recipe/recipe';
import { mergeColors } from '../core/mergeColors';
import { rank, type SharpOperation } from '../core/operation';

/**
 * Applies a blur whose weight decreases with the difference it would make, so that edges stay. The weight of a difference d is
 * exp(-(d / threshold)²), the range kernel of a bilateral filter (Tomasi and Manduchi, 1998).
 */
export const denoise: SharpOperation<StepOf<'denoise'>> = {
  rank: rank.blur,
  apply: (image, { radius }) => image.blur(radius),
  merge:
    ({ threshold }) =>
    (before, after) =>
      mergeColors(before, after, (difference, white) => {
        const ratio = (difference * 255) / (threshold * white);
        return -difference * Math.exp(-ratio * ratio);
      }),
};
