import type { StepOf } from '../../../shared/recipe';
import type { PixelOperation } from '../operation';
import { convolved } from './convolved';

/** Light from the upper left, as on a relief. */
export const emboss: PixelOperation<StepOf<'emboss'>> = {
  needs: () => ({ rgb: true }),
  edit: (pixels) => convolved(pixels, { width: 3, height: 3, kernel: [-2, -1, 0, -1, 1, 1, 0, 1, 2], scale: 1 }),
};
