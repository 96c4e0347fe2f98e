import { type Bytes, eachPair, isEightBit, noTable } from './inStrips';
import type { Pixels } from './operation';

/**
 * Mixes two images of the same shape. Colors are weighted by their opacity, so that hidden colors do not show at the edges of
 * transparent parts.
 * @param after its samples are replaced by the mixture
 * @param share of `after`, at least 0 and below 1
 */
export function mixIntensity(before: Pixels, after: Pixels, share: number): void {
  if (before.data.length !== after.data.length || before.bands !== after.bands || before.white !== after.white)
    throw new Error(`images of ${before.bands} and ${after.bands} samples cannot be mixed`);
  if (after.bands === after.colors && isEightBit(before) && isEightBit(after)) mixBytes(before, after, share);
  else mixSamples(before, after, share);
}

function mixBytes(before: Bytes, after: Bytes, share: number): void {
  const scaled = Math.round(share * 32_768);
  eachPair(before, after, noTable, (kernels, beforeAt, afterAt, pixels) => kernels.mix(beforeAt, afterAt, pixels * after.bands, scaled));
}

function mixSamples(before: Pixels, { data, bands, colors }: Pixels, share: number): void {
  const transparent = bands > colors;
  for (let at = 0; at < data.length; at += bands) {
    let weight = share;
    if (transparent) {
      const [first, second] = [before.data[at + colors] as number, data[at + colors] as number];
      const opacity = first + (second - first) * share;
      if (opacity > 0) weight = (second * share) / opacity;
    }
    for (let band = at; band < at + bands; band += 1) {
      const old = before.data[band] as number;
      data[band] = Math.round(old + ((data[band] as number) - old) * (band < at + colors ? weight : share));
    }
  }
}
