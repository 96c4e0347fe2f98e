import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';

/**
 * Raises each sample to the power of 1 / gamma. sharp accepts 1 to 3, as an input gamma, which darkens, and as an output gamma,
 * which brightens.
 */
export const gamma: SharpOperation<StepOf<'gamma'>> = {
  rank: rank.gamma,
  span: (step) => (step.gamma >= 1 ? [rank.gamma, rank.gamma] : [rank.colors, rank.gamma]),
  needs: () => ({ rgb: true }),
  changes: (step) => step.gamma !== 1,
  apply: (image, step) => (step.gamma >= 1 ? image.gamma(1, step.gamma) : image.gamma(Math.min(3, 1 / step.gamma), 1)),
};
