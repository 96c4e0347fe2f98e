import type { StepOf } from '../../../shared/recipe/recipe';
import { isGrayColor } from '../core/geometry';
import { rank, type SharpOperation } from '../core/operation';

/** Merges a transparent image with a background color. */
export const flatten: SharpOperation<StepOf<'flatten'>> = {
  rank: rank.colors,
  traits: () => ({ alpha: false }),
  needs: ({ background }) => (isGrayColor(background) ? { rgb: true } : { colors: true }),
  changes: (_, { alpha }) => alpha,
  apply: (image, { background }) => image.flatten({ background }),
};
