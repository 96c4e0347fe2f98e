import type { Pixels } from './operation';

/**
 * Merges the colors before and after a step into those after it. The transparency is that before the step.
 * @param merged the new sample; it is clamped to black and white
 */
export function mergeColors(before: Pixels, after: Pixels, merged: (before: number, after: number, white: number) => number): void {
  const { data, bands, colors, white } = after;
  for (let at = 0; at < data.length; at += bands) {
    for (let band = at; band < at + colors; band += 1)
      data[band] = Math.min(white, Math.max(0, Math.round(merged(before.data[band] as number, data[band] as number, white))));
    for (let band = at + colors; band < at + bands; band += 1) data[band] = before.data[band] as number;
  }
}
