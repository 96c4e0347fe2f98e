import type { StepOf } from '../../../shared/recipe/recipe';
import { convolveColors } from '../core/convolveColors';
import type { PixelOperation } from '../core/operation';

/** Applies a custom kernel. The default divisor is the sum of the kernel, or 1 if that is 0. */
export const convolve: PixelOperation<StepOf<'convolve'>> = {
  needs: () => ({ rgb: true }),
  edit(pixels, { width, height, kernel, scale, offset }) {
    const sum = kernel.reduce((all, value) => all + value, 0);
    return convolveColors(pixels, { width, height, kernel, scale: scale ?? (sum === 0 ? 1 : sum), offset });
  },
};
