import type { StepOf } from '../../../shared/recipe/recipe';
import { mapColors } from '../core/mapColors';
import type { PixelOperation } from '../core/operation';

/** Stretches the samples around middle gray, and adds an offset. */
export const contrast: PixelOperation<StepOf<'contrast'>> = {
  needs: () => ({ rgb: true }),
  changes: ({ amount, offset }) => amount !== 1 || offset !== 0,
  edit: (pixels, { amount, offset }) => mapColors(pixels, (value) => (value - 0.5) * amount + 0.5 + offset / 255),
};
