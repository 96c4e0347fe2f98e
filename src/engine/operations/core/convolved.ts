import { onColors } from './onColors';
import type { Pixels } from './operation';

/** Rows of numbers, and what their sum is divided by. */
interface Kernel {
  readonly width: number;
  readonly height: number;
  readonly kernel: readonly number[];
  readonly scale: number;
  /** Added to the result, of 255. */
  readonly offset?: number;
}

/** Has a kernel weigh each color with its neighbors; transparency stays. */
export function convolved(pixels: Pixels, { width, height, kernel, scale, offset = 0 }: Kernel): Promise<void> {
  // sharp passes over scales below 1 and offsets with a fraction.
  const scaled = { width, height, kernel: kernel.map((value) => value / scale), scale: 1 };
  return onColors(pixels, (image) => image.convolve({ ...scaled, offset: Math.round((offset * pixels.white) / 255) }), true);
}
