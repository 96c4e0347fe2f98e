import { type Bytes, isEightBit } from './inStrips';
import { keepOpacity } from './keepOpacity';
import { eachNeighborhood } from './neighborhoods';
import { onColors } from './onColors';
import type { Pixels } from './operation';

/** A convolution kernel: rows of weights, and the divisor of their sum. */
interface Kernel {
  readonly width: number;
  readonly height: number;
  readonly kernel: readonly number[];
  readonly scale: number;
  /** Added to the result, on a scale of 255. */
  readonly offset?: number;
}

/** Convolves the colors with a kernel and keeps the transparency. */
export function convolveColors(pixels: Pixels, kernel: Kernel): void | Promise<void> {
  return isEightBit(pixels) ? convolveBytes(pixels, kernel) : convolveBySharp(pixels, kernel);
}

function convolveBytes(pixels: Bytes, { width, height, kernel, scale, offset = 0 }: Kernel): void {
  const factors = Float32Array.from(kernel, (value) => value / scale);
  const added = Math.round(offset);
  const largest = factors.reduce((sum, factor) => sum + 255 * Math.abs(factor), Math.abs(added));
  const isWhole = largest < 32_768 && factors.every(Number.isInteger);
  const method = isWhole ? 'convolveWhole' : 'convolve';
  const table = isWhole ? Int16Array.from(factors) : factors;
  keepOpacity(pixels, () =>
    eachNeighborhood(pixels, { width, height }, table, (kernels, { fromAt, toAt, samples, stride }) =>
      kernels[method](fromAt, toAt, samples, stride, pixels.bands, width, height, 0, added),
    ),
  );
}

function convolveBySharp(pixels: Pixels, { width, height, kernel, scale, offset = 0 }: Kernel): Promise<void> {
  // sharp ignores scales below 1 and fractions of offsets.
  const scaled = { width, height, kernel: kernel.map((value) => value / scale), scale: 1 };
  return onColors(pixels, (image) => image.convolve({ ...scaled, offset: Math.round((offset * pixels.white) / 255) }), true);
}
