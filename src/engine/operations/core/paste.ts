import type { Pixels } from './operation';

/** The opacity of a pixel, from 0 (transparent) to 1 (opaque). */
function opacityAt({ data, bands, colors, white }: Pixels, at: number): number {
  return bands > colors ? (data[at + colors] as number) / white : 1;
}

/**
 * Composites one image over another ("over" of Porter and Duff, 1984). Parts outside the lower image are dropped. If only one
 * of them is gray, it is treated as RGB.
 */
export function paste(below: Pixels, above: Pixels, { left, top }: { readonly left: number; readonly top: number }): void {
  const scale = below.white / above.white;
  const [fromX, toX] = [Math.max(0, -left), Math.min(above.width, below.width - left)];
  const [fromY, toY] = [Math.max(0, -top), Math.min(above.height, below.height - top)];
  for (let y = fromY; y < toY; y += 1) {
    for (let x = fromX; x < toX; x += 1) {
      const source = (y * above.width + x) * above.bands;
      const opacity = opacityAt(above, source);
      if (opacity === 0) continue;
      const target = ((y + top) * below.width + x + left) * below.bands;
      const rest = opacityAt(below, target) * (1 - opacity);
      for (let band = 0; band < below.colors; band += 1) {
        const color = (above.data[source + Math.min(band, above.colors - 1)] as number) * scale;
        below.data[target + band] = Math.round((color * opacity + (below.data[target + band] as number) * rest) / (opacity + rest));
      }
      if (below.bands > below.colors) below.data[target + below.colors] = Math.round((opacity + rest) * below.white);
    }
  }
}
