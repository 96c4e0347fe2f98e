import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';

/** Sharpens the luminance. */
export const sharpen: SharpOperation<StepOf<'sharpen'>> = {
  rank: rank.sharpen,
  needs: () => ({ rgb: true }),
  apply: (image, { sigma, m1, m2, x1, y2, y3 }) => image.sharpen({ sigma, m1, m2, x1, y2, y3 }),
};
