import { type Bytes, eachNeighborhood, hasBytes } from './inStrips';
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
  return hasBytes(pixels) ? convolveBytes(pixels, kernel) : convolveBySharp(pixels, kernel);
}

function convolveBytes(pixels: Bytes, { width, height, kernel, scale, offset = 0 }: Kernel): void {
  const factors = Float32Array.from(kernel, (value) => value / scale);
  eachNeighborhood(pixels, { width, height }, factors, (kernels, { fromAt, toAt, samples, stride }) =>
    kernels.convolve(fromAt, toAt, samples, stride, pixels.bands, width, height, 0, Math.round(offset)),
  );
}

function convolveBySharp(pixels: Pixels, { width, height, kernel, scale, offset = 0 }: Kernel): Promise<void> {
  // sharp ignores scales below 1 and fractions of offsets.
  const scaled = { width, height, kernel: kernel.map((value) => value / scale), scale: 1 };
  return onColors(pixels, (image) => image.convolve({ ...scaled, offset: Math.round((offset * pixels.white) / 255) }), true);
}
