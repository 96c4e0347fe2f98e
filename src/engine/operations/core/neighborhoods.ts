import type { PixelSize } from '../../../shared/values/pixelSize';
import { type Bytes, room, stripBytes, withTable } from './inStrips';
import type { Kernels } from './kernels';

/** Runs kernels over pixels and their neighbors, strip by strip. Beyond the sides of an image, its outermost pixels are repeated. */

/** A row of pixels in memory. */
export interface Row {
  /** The first sample of the neighborhood of the first pixel. */
  readonly fromAt: number;
  readonly toAt: number;
  readonly samples: number;
  /** Bytes from the neighborhood's rows to the next. */
  readonly stride: number;
}

/** Copies rows into memory, with the pixels at the sides repeated. */
class PaddedRows {
  constructor(
    readonly pixels: Bytes,
    readonly left: number,
    readonly right: number,
  ) {}

  get stride(): number {
    return (this.left + this.pixels.width + this.right) * this.pixels.bands;
  }

  /** @param y of the row; those above and below the image are copies of its first and last one */
  copy(y: number, memory: Uint8Array, at: number): void {
    const { pixels, left, right } = this;
    const { data, width, height, bands } = pixels;
    const from = Math.min(height - 1, Math.max(0, y)) * width * bands;
    const [start, end] = [at + left * bands, at + (left + width) * bands];
    memory.set(data.subarray(from, from + width * bands), start);
    for (let pixel = 0; pixel < left; pixel += 1) memory.copyWithin(at + pixel * bands, start, start + bands);
    for (let pixel = 0; pixel < right; pixel += 1) memory.copyWithin(end + pixel * bands, end - bands, end);
  }
}

/**
 * Changes each pixel by its neighborhood, whose center is at half its width and height, rounded down.
 * @param work receives a row of pixels at a time
 */
export function eachNeighborhood(pixels: Bytes, size: PixelSize, table: ArrayBufferView, work: (kernels: Kernels, row: Row) => void): void {
  const { data, width, height, bands } = pixels;
  const [left, above] = [Math.floor(size.width / 2), Math.floor(size.height / 2)];
  const rows = new PaddedRows(pixels, left, size.width - 1 - left);
  const { stride } = rows;
  const [samples, halo] = [width * bands, size.height - 1];
  const step = Math.min(height, Math.max(1, Math.floor(stripBytes / stride)));
  const { kernels, memory, at } = withTable(table, room((step + halo) * stride) + room(step * samples));
  const toAt = at + room((step + halo) * stride);
  for (let row = 0; row < halo; row += 1) rows.copy(row - above, memory, at + row * stride);
  for (let top = 0; top < height; top += step) {
    const count = Math.min(step, height - top);
    for (let row = halo; row < halo + count; row += 1) rows.copy(top + row - above, memory, at + row * stride);
    for (let row = 0; row < count; row += 1) work(kernels, { fromAt: at + row * stride, toAt: toAt + row * samples, samples, stride });
    data.set(memory.subarray(toAt, toAt + count * samples), top * samples);
    memory.copyWithin(at, at + count * stride, at + (count + halo) * stride);
  }
}
