import type { StepOf } from '../../../shared/recipe/recipe';
import type { PixelOperation } from '../core/operation';

/** The matrix of CSS (Filter Effects Module Level 1, W3C). */
const matrix = [
  [0.393, 0.769, 0.189],
  [0.349, 0.686, 0.168],
  [0.272, 0.534, 0.131],
] as const;

/** Applies a sepia tone. sharp's own matrix operation would reduce images to 8 bits. */
export const sepia: PixelOperation<StepOf<'sepia'>> = {
  needs: () => ({ colors: true }),
  edit({ data, bands, white }) {
    for (let at = 0; at < data.length; at += bands) {
      const red = data[at] as number;
      const green = data[at + 1] as number;
      const blue = data[at + 2] as number;
      for (let band = 0; band < 3; band += 1) {
        const [r, g, b] = matrix[band] as (typeof matrix)[number];
        data[at + band] = Math.min(white, Math.round(red * r + green * g + blue * b));
      }
    }
  },
};
