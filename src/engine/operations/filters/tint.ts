import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';

/** Colors the image and keeps its luminance. sharp tells 256 tones apart, and would make gray again of what was gray. */
export const tint: SharpOperation<StepOf<'tint'>> = {
  rank: rank.filter,
  needs: () => ({ colors: true, eightBits: true }),
  apply: (image, { color }) => image.tint(color),
};
