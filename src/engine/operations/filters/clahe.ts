import type { StepOf } from '../../../shared/recipe/recipe';
import { onColours } from '../core/onColors';
import type { PixelOperation } from '../core/operation';

/** Equalises the local contrast. libvips takes regions no larger than the picture, and 8 bits alone. */
export const clahe: PixelOperation<StepOf<'clahe'>> = {
  needs: () => ({ rgb: true, eightBits: true }),
  edit: (pixels, { width, height, maxSlope }) =>
    onColours(pixels, (image) => image.clahe({ width: Math.min(width, pixels.width), height: Math.min(height, pixels.height), maxSlope })),
};
