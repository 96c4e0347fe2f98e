import type { StepOf } from '../../../shared/recipe/recipe';
import { convolved } from '../core/convolved';
import type { PixelOperation } from '../core/operation';

/** Light from the upper left, as on a relief. */
export const emboss: PixelOperation<StepOf<'emboss'>> = {
  needs: () => ({ rgb: true }),
  edit: (pixels) => convolved(pixels, { width: 3, height: 3, kernel: [-2, -1, 0, -1, 1, 1, 0, 1, 2], scale: 1 }),
};
