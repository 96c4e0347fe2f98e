import type { Pixels } from './operation';

/**
 * Has the colors before and after a step make those that stay; the transparency is the one before.
 * @param merged what lies beyond black or white is cut
 */
export function mergeColors(before: Pixels, after: Pixels, merged: (before: number, after: number, white: number) => number): void {
  const { data, bands, colors, white } = after;
  for (let at = 0; at < data.length; at += bands) {
    for (let band = at; band < at + colors; band += 1)
      data[band] = Math.min(white, Math.max(0, Math.round(merged(before.data[band] as number, data[band] as number, white))));
    for (let band = at + colors; band < at + bands; band += 1) data[band] = before.data[band] as number;
  }
}
