import type { StepOf } from '../../../shared/recipe/recipe';
import { onColors } from '../core/onColors';
import type { PixelOperation } from '../core/operation';

/** Equalizes the local contrast. libvips takes regions no larger than the image, and 8 bits alone. */
export const clahe: PixelOperation<StepOf<'clahe'>> = {
  needs: () => ({ rgb: true, eightBits: true }),
  edit: (pixels, { width, height, maxSlope }) =>
    onColors(pixels, (image) => image.clahe({ width: Math.min(width, pixels.width), height: Math.min(height, pixels.height), maxSlope })),
};
