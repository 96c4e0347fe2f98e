import { eachSimilarity, type Luma } from './structuralSimilarity';

/**
 * How much two images look alike: the SSIM of brightness and color in each window, pooled so that one bad region counts in a large
 * image whose other regions are flawless.
 *
 * Brightness is compared at two scales, since eyes at a usual distance see the coarser one better (Z. Wang, E. P. Simoncelli,
 * A. C. Bovik, "Multi-scale structural similarity for image quality assessment", 2003). The pool is Minkowski's (Z. Wang, X. Shang,
 * "Spatial pooling strategies for perceptual image quality assessment", 2006), with the exponent of SSIMULACRA 2: a mean of the SSIM
 * itself hides a ruined word on a white page.
 */

const exponent = 4;

/** What the planes of an image weigh: brightness, then brightness, blue and red difference at half the size. */
const weights = [0.25, 0.5, 0.125, 0.125] as const;

/** Decoded samples: gray, or red, green, and blue; with alpha if there is a channel more. The frames of an animation are stacked. */
export interface DecodedImage {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** An image prepared to be compared with others of its size: its planes on each background. */
export type ComparedImage = readonly (readonly Luma[])[];

/** Brightness and color differences as JPEG, WebP, and AVIF have them (ITU-R BT.601), on a gray background. */
function planesOn({ data, width, height, channels }: DecodedImage, background: number): Luma[] {
  const [toGreen, toBlue] = channels < 3 ? [0, 0] : [1, 2];
  const toAlpha = channels % 2 === 0 ? channels - 1 : undefined;
  const [halfWidth, halfHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const luma = new Uint8ClampedArray(width * height);
  const halves = [0, 1, 2].map(() => new Uint8ClampedArray(halfWidth * halfHeight)) as [Uint8ClampedArray, ...Uint8ClampedArray[]];
  const [brightness, blueDifference, redDifference] = halves as [Uint8ClampedArray, Uint8ClampedArray, Uint8ClampedArray];
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      let [count, bright, blueDistance, redDistance] = [0, 0, 0, 0];
      for (let row = y; row < Math.min(y + 2, height); row += 1) {
        for (let column = x; column < Math.min(x + 2, width); column += 1) {
          const at = (row * width + column) * channels;
          const opacity = toAlpha === undefined ? 1 : (data[at + toAlpha] as number) / 255;
          const [red, green, blue] = [data[at] as number, data[at + toGreen] as number, data[at + toBlue] as number];
          const own = 0.299 * red + 0.587 * green + 0.114 * blue;
          const shown = own * opacity + background * (1 - opacity);
          luma[row * width + column] = shown;
          count += 1;
          bright += shown;
          blueDistance += 0.564 * (blue - own) * opacity;
          redDistance += 0.713 * (red - own) * opacity;
        }
      }
      const to = (y / 2) * halfWidth + x / 2;
      brightness[to] = bright / count;
      blueDifference[to] = 128 + blueDistance / count;
      redDifference[to] = 128 + redDistance / count;
    }
  }
  return [{ samples: luma, width, height }, ...halves.map((samples) => ({ samples, width: halfWidth, height: halfHeight }))];
}

/** Prepares an image: on white, and if it may be transparent, on black as well. @param isOpaque whether neither image can be transparent */
export function comparedImage(image: DecodedImage, isOpaque: boolean): ComparedImage {
  return (isOpaque ? [255] : [255, 0]).map((background) => planesOn(image, background));
}

/** The mean of the powers of the distances of all windows. */
function pooled(a: Luma, b: Luma): number {
  let [sum, count] = [0, 0];
  eachSimilarity(a, b, (similarity) => {
    sum += (1 - similarity) ** exponent;
    count += 1;
  });
  return sum / count;
}

function planesSimilarity(a: readonly Luma[], b: readonly Luma[]): number {
  const distance = weights.reduce((sum, weight, index) => sum + weight * pooled(a[index] as Luma, b[index] as Luma), 0);
  return 1 - distance ** (1 / exponent);
}

/** How much two images of one size look alike on the background where they do least: 1 if they are equal, and below 0 if nothing is alike. */
export function visualSimilarity(a: ComparedImage, b: ComparedImage): number {
  return Math.min(...a.map((planes, index) => planesSimilarity(planes, b[index] as readonly Luma[])));
}
