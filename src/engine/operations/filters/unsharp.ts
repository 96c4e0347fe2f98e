import type { StepOf } from '../../../shared/recipe/recipe';
import { mergeColors } from '../core/mergeColors';
import { rank, type SharpOperation } from '../core/operation';

/** Adds the difference from a blurred copy, multiplied by the amount, wherever it exceeds the threshold. */
export const unsharp: SharpOperation<StepOf<'unsharp'>> = {
  rank: rank.blur,
  changes: ({ amount }) => amount > 0,
  apply: (image, { radius }) => image.blur(radius),
  merge:
    ({ amount, threshold }) =>
    (before, after) =>
      mergeColors(before, after, (difference, white) => (Math.abs(difference) * 255 <= threshold * white ? 0 : amount * difference)),
};
