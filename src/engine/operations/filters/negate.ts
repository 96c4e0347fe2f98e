import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';

/** Turns every color into its opposite; what is transparent stays so. */
export const negate: SharpOperation<StepOf<'negate'>> = {
  rank: rank.filter,
  needs: () => ({ rgb: true }),
  apply: (image) => image.negate({ alpha: false }),
};
