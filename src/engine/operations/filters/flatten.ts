import type { StepOf } from '../../../shared/recipe/recipe';
import { isGreyColour } from '../core/geometry';
import { rank, type SharpOperation } from '../core/operation';

/** Puts transparent pictures on a background. */
export const flatten: SharpOperation<StepOf<'flatten'>> = {
  rank: rank.colours,
  traits: () => ({ alpha: false }),
  needs: ({ background }) => (isGreyColour(background) ? { rgb: true } : { colours: true }),
  changes: (_, { alpha }) => alpha,
  apply: (image, { background }) => image.flatten({ background }),
};
