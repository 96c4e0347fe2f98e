import type { StepOf } from '../../../shared/recipe/recipe';
import type { ToneOperation } from '../core/operation';

/** Stretches the samples around middle gray, and adds an offset. */
export const contrast: ToneOperation<StepOf<'contrast'>> = {
  needs: () => ({ rgb: true }),
  changes: ({ amount, offset }) => amount !== 1 || offset !== 0,
  tone:
    ({ amount, offset }) =>
    (value) =>
      (value - 0.5) * amount + 0.5 + offset / 255,
};
