import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';

/** Inverts the colors and keeps the transparency. */
export const negate: SharpOperation<StepOf<'negate'>> = {
  rank: rank.negate,
  needs: () => ({ rgb: true }),
  apply: (image) => image.negate({ alpha: false }),
};
