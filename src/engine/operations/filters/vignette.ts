import type { StepOf } from '../../../shared/recipe/recipe';
import type { PixelOperation } from '../core/operation';

/** Steps of the way from the center to a corner that are told apart. */
const fineness = 4096;

/** Darkens from `start` on towards the corners, where nothing is left; the way is measured along the image's own shape. */
export const vignette: PixelOperation<StepOf<'vignette'>> = {
  needs: () => ({ rgb: true }),
  edit({ data, width, height, bands, colors }, { start }) {
    const begin = start / 100;
    const light = Float32Array.from({ length: fineness + 1 }, (_, index) => {
      const beyond = Math.max(0, (Math.sqrt(index / fineness) - begin) / (1 - begin));
      return (1 - beyond * beyond) ** 2;
    });
    const share = (at: number, side: number) => ((at + 0.5) / side) * 2 - 1;
    for (let y = 0; y < height; y += 1) {
      const down = share(y, height) ** 2;
      for (let x = 0; x < width; x += 1) {
        const factor = light[Math.round(((share(x, width) ** 2 + down) / 2) * fineness)] as number;
        const at = (y * width + x) * bands;
        for (let band = 0; band < colors; band += 1) data[at + band] = Math.round((data[at + band] as number) * factor);
      }
    }
  },
};
