import type { Pixels } from './operation';

/** The same samples in memory of their own. */
export function copyOf(pixels: Pixels): Pixels {
  const { data } = pixels;
  return { ...pixels, data: data instanceof Uint16Array ? new Uint16Array(data) : new Uint8Array(data) };
}
