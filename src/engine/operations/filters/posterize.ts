import type { StepOf } from '../../../shared/recipe/recipe';
import { mapColors } from '../core/mapColors';
import type { PixelOperation } from '../core/operation';

/** Few tones of each color. */
export const posterize: PixelOperation<StepOf<'posterize'>> = {
  needs: () => ({ rgb: true }),
  edit: (pixels, { levels }) => mapColors(pixels, (share) => Math.min(levels - 1, Math.floor(share * levels)) / (levels - 1)),
};
