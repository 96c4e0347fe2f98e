import type { StepOf } from '../../../shared/recipe/recipe';
import { convolveColors } from '../core/convolveColors';
import type { PixelOperation } from '../core/operation';

/** Detects edges with the Laplacian of all eight neighbors. */
export const edge: PixelOperation<StepOf<'edge'>> = {
  needs: () => ({ rgb: true }),
  edit: (pixels) => convolveColors(pixels, { width: 3, height: 3, kernel: [-1, -1, -1, -1, 8, -1, -1, -1, -1], scale: 1 }),
};
