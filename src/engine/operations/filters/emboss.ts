import type { StepOf } from '../../../shared/recipe/recipe';
import { convolveColors } from '../core/convolveColors';
import type { PixelOperation } from '../core/operation';

/** Embosses the image, lit from the top left. */
export const emboss: PixelOperation<StepOf<'emboss'>> = {
  needs: () => ({ rgb: true }),
  edit: (pixels) => convolveColors(pixels, { width: 3, height: 3, kernel: [-2, -1, 0, -1, 1, 1, 0, 1, 2], scale: 1 }),
};
