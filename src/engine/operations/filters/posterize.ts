import type { StepOf } from '../../../shared/recipe/recipe';
import { mapColors } from '../core/mapColors';
import type { PixelOperation } from '../core/operation';

/** Reduces the number of tones per channel. */
export const posterize: PixelOperation<StepOf<'posterize'>> = {
  needs: () => ({ rgb: true }),
  edit: (pixels, { levels }) => mapColors(pixels, (value) => Math.min(levels - 1, Math.floor(value * levels)) / (levels - 1)),
};
