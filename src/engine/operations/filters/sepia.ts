import type { StepOf } from '../../../shared/recipe/recipe';
import { type Bytes, eachPixel, isEightBit } from '../core/inStrips';
import type { PixelOperation, Pixels } from '../core/operation';

/** The matrix of CSS (Filter Effects Module Level 1, W3C). */
const matrix = [
  [0.393, 0.769, 0.189],
  [0.349, 0.686, 0.168],
  [0.272, 0.534, 0.131],
] as const;

const scaled = Int32Array.from(matrix.flat(), (factor) => Math.round(factor * 2 ** 22));

function editBytes(pixels: Bytes): void {
  eachPixel(pixels, scaled, (kernels, at, count) => kernels.recombine(at, count, pixels.bands, 0));
}

function editSamples({ data, bands, white }: Pixels): void {
  for (let at = 0; at < data.length; at += bands) {
    const [red, green, blue] = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
    for (let band = 0; band < 3; band += 1) {
      const [r, g, b] = matrix[band] as (typeof matrix)[number];
      data[at + band] = Math.min(white, Math.round(red * r + green * g + blue * b));
    }
  }
}

/** Applies a sepia tone. sharp's own matrix operation would reduce images to 8 bits. */
export const sepia: PixelOperation<StepOf<'sepia'>> = {
  needs: () => ({ colors: true }),
  edit(pixels) {
    if (isEightBit(pixels)) editBytes(pixels);
    else editSamples(pixels);
  },
};
