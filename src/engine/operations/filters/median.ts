import type { StepOf } from '../../../shared/recipe/recipe';
import { type Bytes, isEightBit, noTable } from '../core/inStrips';
import { eachNeighborhood } from '../core/neighborhoods';
import { onEachBand } from '../core/onEachBand';
import type { PixelOperation } from '../core/operation';

/** Largest neighborhood for which counting is faster than libvips. */
const maxCountedSide = 11;

function editBytes(pixels: Bytes, side: number): void {
  const place = Math.floor((side * side) / 2);
  eachNeighborhood(pixels, { width: side, height: side }, noTable, (kernels, { fromAt, toAt, samples, stride }) =>
    kernels.median(fromAt, toAt, samples, stride, pixels.bands, side, side, place),
  );
}

/** Replaces each pixel by the median of its neighborhood. */
export const median: PixelOperation<StepOf<'median'>> = {
  // libvips supports no neighborhood larger than the image.
  changes: ({ size }, { width, height }) => Math.min(size, width, height) > 1,
  edit(pixels, { size }) {
    const side = Math.min(size, pixels.width, pixels.height);
    if (!isEightBit(pixels) || side > maxCountedSide) return onEachBand(pixels, (image) => image.median(side));
    editBytes(pixels, side);
  },
};
