import type { StepOf } from '../../../shared/recipe/recipe';
import { convolved } from '../core/convolved';
import type { PixelOperation } from '../core/operation';

/** The edges alone, by the Laplacian of all eight neighbors. */
export const edge: PixelOperation<StepOf<'edge'>> = {
  needs: () => ({ rgb: true }),
  edit: (pixels) => convolved(pixels, { width: 3, height: 3, kernel: [-1, -1, -1, -1, 8, -1, -1, -1, -1], scale: 1 }),
};
