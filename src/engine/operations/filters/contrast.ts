import type { StepOf } from '../../../shared/recipe/recipe';
import { mapColours } from '../core/mapColors';
import type { PixelOperation } from '../core/operation';

/** Stretches the colours around middle grey, and shifts them. */
export const contrast: PixelOperation<StepOf<'contrast'>> = {
  needs: () => ({ rgb: true }),
  changes: ({ amount, offset }) => amount !== 1 || offset !== 0,
  edit: (pixels, { amount, offset }) => mapColours(pixels, (share) => (share - 0.5) * amount + 0.5 + offset / 255),
};
