import type { StepOf } from '../../../shared/recipe';
import { rank, type SharpOperation } from '../operation';

/** Adds what a blur takes away, times the amount, where it is more than the threshold. */
export const unsharp: SharpOperation<StepOf<'unsharp'>> = {
  rank: rank.filter,
  apply: (image, { radius }) => image.blur(radius),
  blend:
    ({ amount, threshold }) =>
    (before, blurred, white) => {
      const difference = before - blurred;
      return Math.abs(difference) * 255 <= threshold * white ? before : before + amount * difference;
    },
};
