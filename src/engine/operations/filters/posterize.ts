import type { StepOf } from '../../../shared/recipe/recipe';
import { mapColours } from '../core/mapColors';
import type { PixelOperation } from '../core/operation';

/** Few tones of each colour. */
export const posterise: PixelOperation<StepOf<'posterise'>> = {
  needs: () => ({ rgb: true }),
  edit: (pixels, { levels }) => mapColours(pixels, (share) => Math.min(levels - 1, Math.floor(share * levels)) / (levels - 1)),
};
