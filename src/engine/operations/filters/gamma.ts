import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';

/** Each sample becomes its (1 / gamma)th power; sharp takes 1 to 3 on the way in or out, so darkening goes in, brightening out. */
export const gamma: SharpOperation<StepOf<'gamma'>> = {
  rank: rank.filter,
  span: (step) => (step.gamma >= 1 ? [rank.filter, rank.filter] : [rank.colors, rank.filter]),
  needs: () => ({ rgb: true }),
  changes: (step) => step.gamma !== 1,
  apply: (image, step) => (step.gamma >= 1 ? image.gamma(1, step.gamma) : image.gamma(Math.min(3, 1 / step.gamma), 1)),
};
