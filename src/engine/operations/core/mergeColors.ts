import { type Bytes, eachPair, isEightBit } from './inStrips';
import type { Pixels } from './operation';

/**
 * Merges the colors before and after a step into those after it. The transparency is that before the step.
 * @param added to a sample before the step, for its difference from the one after it; the sum is clamped to black and white
 */
export function mergeColors(before: Pixels, after: Pixels, added: (difference: number, white: number) => number): void {
  const { white } = after;
  const table = new (white > 255 ? Int32Array : Int16Array)(2 * white + 1);
  for (let at = 0; at < table.length; at += 1) table[at] = Math.min(white, Math.max(-white, Math.round(added(at - white, white))));
  if (isEightBit(before) && isEightBit(after)) mergeBytes(before, after, table);
  else mergeSamples(before, after, table);
}

function mergeBytes(before: Bytes, after: Bytes, table: Int16Array | Int32Array): void {
  const { bands, colors } = after;
  eachPair(before, after, table, (kernels, beforeAt, afterAt, pixels) => {
    kernels.addByDifference(beforeAt, afterAt, pixels * bands, 0);
    if (bands > colors) kernels.copyBand(beforeAt, afterAt, pixels, bands, colors);
  });
}

function mergeSamples(before: Pixels, after: Pixels, table: Int16Array | Int32Array): void {
  const { data, bands, colors, white } = after;
  for (let at = 0; at < data.length; at += bands) {
    for (let band = at; band < at + colors; band += 1) {
      const sample = before.data[band] as number;
      const sum = sample + (table[sample - (data[band] as number) + white] as number);
      data[band] = Math.min(white, Math.max(0, sum));
    }
    for (let band = at + colors; band < at + bands; band += 1) data[band] = before.data[band] as number;
  }
}
