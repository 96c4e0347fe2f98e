import type { StepOf } from '../../../shared/recipe/recipe';
import { eachRows, isEightBit } from '../core/inStrips';
import type { PixelOperation, Pixels } from '../core/operation';

interface Block {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Replaces all pixels of a block by their mean. Colors are weighted by their opacity. */
function flattenBlock({ data, width, bands, colors, white }: Pixels, { left, top, right, bottom }: Block): void {
  const sums = new Float64Array(bands);
  let visible = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let at = (y * width + left) * bands; at < (y * width + right) * bands; at += bands) {
      const opacity = bands > colors ? (data[at + colors] as number) / white : 1;
      visible += opacity;
      for (let band = 0; band < bands; band += 1) {
        const sample = data[at + band] as number;
        (sums[band] as number) += band < colors ? sample * opacity : sample;
      }
    }
  }
  const count = (right - left) * (bottom - top);
  const means = Array.from(sums, (sum, band) => Math.round(sum / (band < colors ? Math.max(visible, Number.EPSILON) : count)));
  for (let y = top; y < bottom; y += 1)
    for (let at = (y * width + left) * bands; at < (y * width + right) * bands; at += bands)
      for (let band = 0; band < bands; band += 1) data[at + band] = means[band] as number;
}

/** Pixelates the image. Blocks at the right and bottom edges may be smaller. */
export const pixelate: PixelOperation<StepOf<'pixelate'>> = {
  changes: ({ size }) => size > 1,
  edit(pixels, { size }) {
    const { width, height, bands, colors } = pixels;
    if (isEightBit(pixels) && bands === colors) {
      eachRows(pixels, { rows: size }, (kernels, at, rows) => kernels.flattenBlocks(at, width, rows, bands, size));
      return;
    }
    for (let top = 0; top < height; top += size)
      for (let left = 0; left < width; left += size)
        flattenBlock(pixels, { left, top, right: Math.min(width, left + size), bottom: Math.min(height, top + size) });
  },
};
