import type { Pixels } from './operation';

/**
 * Has each color sample become what a function of it says.
 * @param change from 0 to 1 to the same; what lies beyond is cut
 */
export function mapColors({ data, bands, colors, white }: Pixels, change: (share: number) => number): void {
  const table = Float64Array.from({ length: white + 1 }, (_, value) =>
    Math.min(white, Math.max(0, Math.round(change(value / white) * white))),
  );
  for (let at = 0; at < data.length; at += bands)
    for (let band = 0; band < colors; band += 1) data[at + band] = table[data[at + band] as number] as number;
}
