import type { PixelSize } from '../../shared/values/pixelSize';
import { loadSharp } from '../formats/loadSharp';
import { type Luma, structuralSimilarity } from '../similarity/structuralSimilarity';
import { comparably } from './comparedSource';

/** How two images differ, pixel by pixel. */

/** Above this, images are compared at a smaller size: both take 4 bytes for each pixel. */
const mostPixels = 16_000_000;

/** The samples of an image: red, green, blue, and alpha, pixel by pixel. */
export interface Samples extends PixelSize {
  readonly data: Uint8Array;
  /** Whether no pixel can be transparent. */
  readonly opaque: boolean;
}

/** The size at which images are compared. @param after size of the image after */
export function comparedSize({ width, height }: PixelSize): PixelSize {
  const scale = Math.min(1, Math.sqrt(mostPixels / (width * height)));
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}

/**
 * The first frame of an image as displayed, in the given size.
 * @throws FailureError, or the error of the decoder
 */
export function samplesOf(path: string, { width, height }: PixelSize): Promise<Samples> {
  return comparably(path, async (source, header) => {
    const sharp = await loadSharp();
    // sharp draws an SVG in the size asked for.
    const image = sharp(source.path).autoOrient().resize(width, height, { fit: 'fill' });
    const data = await image.toColorspace('srgb').ensureAlpha().raw({ depth: 'uchar' }).toBuffer();
    return { data, width, height, opaque: !header.alpha };
  });
}

/** The brightness of an image on a gray background (ITU-R BT.601). */
function lumaOn({ data, width, height }: Samples, background: number): Luma {
  const samples = new Uint8ClampedArray(width * height);
  for (let pixel = 0, at = 0; pixel < samples.length; pixel += 1, at += 4) {
    const luma = 0.299 * (data[at] as number) + 0.587 * (data[at + 1] as number) + 0.114 * (data[at + 2] as number);
    const opacity = (data[at + 3] as number) / 255;
    samples[pixel] = luma * opacity + background * (1 - opacity);
  }
  return { samples, width, height };
}

/** The mean SSIM of two images of one size: on white, and where they may be transparent, on black if they are less similar there. */
export function similarityOf(before: Samples, after: Samples): number {
  const backgrounds = before.opaque && after.opaque ? [255] : [255, 0];
  return Math.min(...backgrounds.map((each) => structuralSimilarity(lumaOn(before, each), lumaOn(after, each))));
}

/** Colors of a heat map, from equal to as different as possible: they get brighter, so that they do not rely on hues. */
const heat = [
  [0, 0, 0],
  [66, 10, 104],
  [187, 55, 84],
  [249, 142, 9],
  [252, 255, 164],
] as const;

/** The color of each difference. The root makes small ones visible, such as those that a lossy encoder leaves. */
function heatColors(): Uint8Array {
  const colors = new Uint8Array(256 * 3);
  for (let difference = 0; difference < 256; difference += 1) {
    const place = Math.sqrt(difference / 255) * (heat.length - 1);
    const low = Math.min(heat.length - 2, Math.floor(place));
    for (let channel = 0; channel < 3; channel += 1) {
      const [from, to] = [heat[low]?.[channel] ?? 0, heat[low + 1]?.[channel] ?? 0];
      colors[difference * 3 + channel] = Math.round(from + (to - from) * (place - low));
    }
  }
  return colors;
}

/** The largest difference in a channel of a pixel, from 0 to 255. Colors count as much as they are visible. */
function differenceAt(a: Uint8Array, b: Uint8Array, at: number): number {
  const [alphaA, alphaB] = [a[at + 3] as number, b[at + 3] as number];
  let most = Math.abs(alphaA - alphaB);
  for (let channel = at; channel < at + 3; channel += 1)
    most = Math.max(most, Math.abs((a[channel] as number) * alphaA - (b[channel] as number) * alphaB) / 255);
  return Math.round(most);
}

/** Writes a PNG that shows where two images of one size differ. */
export async function writeHeatMap(before: Samples, after: Samples, target: string): Promise<void> {
  const { width, height } = after;
  const colors = heatColors();
  const map = Buffer.alloc(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const color = differenceAt(before.data, after.data, pixel * 4) * 3;
    for (let channel = 0; channel < 3; channel += 1) map[pixel * 3 + channel] = colors[color + channel] as number;
  }
  const sharp = await loadSharp();
  await sharp(map, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 3 })
    .toFile(target);
}
