import type { StepOf } from '../../../shared/recipe';
import type { PixelOperation } from '../operation';
import { mapColours } from './mapColours';

/** Stretches the colours around middle grey, and shifts them. */
export const contrast: PixelOperation<StepOf<'contrast'>> = {
  needs: () => ({ rgb: true }),
  changes: ({ amount, offset }) => amount !== 1 || offset !== 0,
  edit: (pixels, { amount, offset }) => mapColours(pixels, (share) => (share - 0.5) * amount + 0.5 + offset / 255),
};
