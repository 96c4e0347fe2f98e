import type { StepOf } from '../../../shared/recipe/recipe';
import { equalizeWindows, maxWindow } from '../core/equalizeWindows';
import { isEightBit } from '../core/inStrips';
import { keepOpacity } from '../core/keepOpacity';
import { onColors } from '../core/onColors';
import type { PixelOperation } from '../core/operation';

/** Equalizes the local contrast as libvips does, which supports only windows up to the size of the image, and only 8 bits. */
export const clahe: PixelOperation<StepOf<'clahe'>> = {
  needs: () => ({ rgb: true, eightBits: true }),
  edit(pixels, step) {
    const window = { width: Math.min(step.width, pixels.width), height: Math.min(step.height, pixels.height) };
    const { maxSlope } = step;
    if (!isEightBit(pixels) || window.width * window.height > maxWindow)
      return onColors(pixels, (image) => image.clahe({ ...window, maxSlope }));
    keepOpacity(pixels, () => equalizeWindows(pixels, window, maxSlope));
  },
};
