import { kernelsWith } from './kernels';

/** Samples that are spread at a time, a multiple of the 16 that the kernel reads at once. */
const stripSamples = 1 << 16;

/** Makes red, green, and blue out of gray, with 8 bits each. @param colors receives three samples for each one of `gray` */
export function spreadGray(gray: Uint8Array, colors: Uint8Array): void {
  const { kernels, memory } = kernelsWith(4 * stripSamples);
  for (let from = 0; from < gray.length; from += stripSamples) {
    const strip = gray.subarray(from, from + stripSamples);
    memory.set(strip);
    kernels.spread(0, stripSamples, strip.length);
    colors.set(memory.subarray(stripSamples, stripSamples + 3 * strip.length), 3 * from);
  }
}
