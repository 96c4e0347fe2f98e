import type { Pixels } from './operation';

/**
 * Maps each color sample by a function.
 * @param map takes and returns values from 0 to 1; the result is clamped
 */
export function mapColors({ data, bands, colors, white }: Pixels, map: (value: number) => number): void {
  const table = Float64Array.from({ length: white + 1 }, (_, value) =>
    Math.min(white, Math.max(0, Math.round(map(value / white) * white))),
  );
  for (let at = 0; at < data.length; at += bands)
    for (let band = 0; band < colors; band += 1) data[at + band] = table[data[at + band] as number] as number;
}
