import type { StepOf } from '../../../shared/recipe/recipe';
import type { ToneOperation } from '../core/operation';

/** Reduces the number of tones per channel. */
export const posterize: ToneOperation<StepOf<'posterize'>> = {
  needs: () => ({ rgb: true }),
  tone:
    ({ levels }) =>
    (value) =>
      Math.min(levels - 1, Math.floor(value * levels)) / (levels - 1),
};
