import type { StepOf } from '../../../shared/recipe/recipe';
import { onColors } from '../core/onColors';
import type { PixelOperation } from '../core/operation';

/** Equalizes the local contrast. libvips supports only windows up to the size of the image, and only 8 bits. */
export const clahe: PixelOperation<StepOf<'clahe'>> = {
  needs: () => ({ rgb: true, eightBits: true }),
  edit: (pixels, { width, height, maxSlope }) =>
    onColors(pixels, (image) => image.clahe({ width: Math.min(width, pixels.width), height: Math.min(height, pixels.height), maxSlope })),
};
