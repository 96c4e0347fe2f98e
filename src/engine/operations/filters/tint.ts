import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';

/** Tints the image and keeps its luminance. sharp distinguishes 256 tones, and would turn a gray image back to gray. */
export const tint: SharpOperation<StepOf<'tint'>> = {
  rank: rank.tint,
  needs: () => ({ colors: true, eightBits: true }),
  apply: (image, { color }) => image.tint(color),
};
