import type { StepOf } from '../../../shared/recipe';
import type { PixelOperation } from '../operation';
import { mapColours } from './mapColours';

/** Few tones of each colour. */
export const posterise: PixelOperation<StepOf<'posterise'>> = {
  needs: () => ({ rgb: true }),
  edit: (pixels, { levels }) => mapColours(pixels, (share) => Math.min(levels - 1, Math.floor(share * levels)) / (levels - 1)),
};
