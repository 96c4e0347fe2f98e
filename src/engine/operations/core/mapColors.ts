import { eachPixel, isEightBit } from './inStrips';
import type { Pixels } from './operation';

/**
 * Maps each color sample by a function.
 * @param map takes and returns values from 0 to 1; the result is clamped
 * @param share of the result that is mixed into the samples, 0 to 1
 */
export function mapColors(pixels: Pixels, map: (value: number) => number, share = 1): void {
  const { data, bands, colors, white } = pixels;
  const table = new (white > 255 ? Uint16Array : Uint8Array)(white + 1);
  for (let value = 0; value <= white; value += 1) {
    const mapped = Math.min(white, Math.max(0, Math.round(map(value / white) * white)));
    table[value] = Math.round(value + (mapped - value) * share);
  }
  if (isEightBit(pixels)) {
    eachPixel(pixels, table, (kernels, at, count) => kernels.lookUp(at, count, bands, colors, 0));
    return;
  }
  for (let at = 0; at < data.length; at += bands)
    for (let band = 0; band < colors; band += 1) data[at + band] = table[data[at + band] as number] as number;
}
