import type { StepOf } from '../../../shared/recipe/recipe';
import type { PixelOperation } from '../core/operation';

/** Number of steps from the center to a corner. */
const steps = 4096;

/** Darkens from `start` toward the corners, which become black. Distances follow the aspect ratio of the image. */
export const vignette: PixelOperation<StepOf<'vignette'>> = {
  needs: () => ({ rgb: true }),
  edit({ data, width, height, bands, colors }, { start }) {
    const begin = start / 100;
    const light = Float32Array.from({ length: steps + 1 }, (_, index) => {
      const beyond = Math.max(0, (Math.sqrt(index / steps) - begin) / (1 - begin));
      return (1 - beyond * beyond) ** 2;
    });
    const position = (at: number, side: number) => ((at + 0.5) / side) * 2 - 1;
    for (let y = 0; y < height; y += 1) {
      const down = position(y, height) ** 2;
      for (let x = 0; x < width; x += 1) {
        const factor = light[Math.round(((position(x, width) ** 2 + down) / 2) * steps)] as number;
        const at = (y * width + x) * bands;
        for (let band = 0; band < colors; band += 1) data[at + band] = Math.round((data[at + band] as number) * factor);
      }
    }
  },
};
