import * as l10n from '@vscode/l10n';
import { flatHash, type PerceptualHash } from '../../shared/duplicates/similarity';
import { type Turn, turns } from '../../shared/duplicates/turns';
import { FailureError } from '../../shared/run/failure';
import { holdsMoreThanShown } from '../../shared/values/formats';
import { loadSharp } from '../formats/loadSharp';
import { diagnose } from '../sources/diagnose';
import { displayably } from '../sources/displayedSource';
import type { ReadableSource } from '../sources/readableSource';
import { plainDetail } from './plainDetail';

/**
 * A perceptual hash (pHash): 64 bits with the signs of the 63 lowest frequencies of a discrete cosine transform. Measured on
 * photos, landscapes and 300 icons with copies that were resized, recompressed, cropped and brightened: at the same number of
 * copies found, comparing neighbors (dHash) had twice as many false positives, and comparing with the mean (aHash) ten times as
 * many.
 */

/** Side of the small image that is transformed, in pixels. */
const side = 32;
/** Frequencies in each direction. The first one is the mean. */
const frequencyCount = 8;
/** Coefficients below this fraction of the average one count as missing: in a symmetric image, their sign is random. */
const weakFraction = 0.03;
/** Contrast below which an image counts as flat, on a scale of 255: the rest is encoder noise. */
const minContrast = 2;

/** A perceptual hash with the size at which the image is displayed, in pixels. For an animation, that of the first frame. */
export interface SizedHash extends PerceptualHash {
  readonly width: number;
  readonly height: number;
}

/** The small image on a background of one gray. */
interface Raster {
  readonly luma: Float64Array;
  readonly color: readonly [red: number, green: number, blue: number];
}

/** @param samples red, green, blue and alpha, pixel by pixel */
function onBackground(samples: Uint8Array, background: number): Raster {
  const luma = new Float64Array(side * side);
  const sums: [number, number, number] = [0, 0, 0];
  for (let pixel = 0; pixel < luma.length; pixel += 1) {
    const at = pixel * 4;
    const opacity = (samples[at + 3] as number) / 255;
    const over = (channel: number) => (samples[at + channel] as number) * opacity + background * (1 - opacity);
    const [red, green, blue] = [over(0), over(1), over(2)];
    sums[0] += red;
    sums[1] += green;
    sums[2] += blue;
    // ITU-R BT.601
    luma[pixel] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  return { luma, color: sums.map((sum) => sum / luma.length) as [number, number, number] };
}

/** `cosines[frequency * side + position]`, scaled so that the sums of squares of an image and of its coefficients are proportional. */
const cosines = Float64Array.from({ length: frequencyCount * side }, (_, index) => {
  const [frequency, position] = [Math.floor(index / side), index % side];
  return (Math.cos(((2 * position + 1) * frequency * Math.PI) / (2 * side)) * (frequency === 0 ? 1 : Math.SQRT2)) / side;
});

/** The coefficients of all frequencies, row by row, on a scale of 255. That of the mean is 0. */
function transform(luma: Float64Array): Float64Array {
  const rows = new Float64Array(frequencyCount * side);
  for (let y = 0; y < side; y += 1)
    for (let frequency = 0; frequency < frequencyCount; frequency += 1)
      for (let x = 0; x < side; x += 1)
        rows[frequency * side + y] =
          (rows[frequency * side + y] as number) + (luma[y * side + x] as number) * (cosines[frequency * side + x] as number);
  const coefficients = new Float64Array(frequencyCount * frequencyCount);
  for (let down = 0; down < frequencyCount; down += 1)
    for (let across = 0; across < frequencyCount; across += 1)
      for (let y = 0; y < side; y += 1)
        coefficients[down * frequencyCount + across] =
          (coefficients[down * frequencyCount + across] as number) +
          (rows[across * side + y] as number) * (cosines[down * side + y] as number);
  coefficients[0] = 0;
  return coefficients;
}

/** The root of the sum of squares: close to the standard deviation of the image without its finest detail. */
function contrastOf(coefficients: Float64Array): number {
  return Math.sqrt(coefficients.reduce((sum, coefficient) => sum + coefficient ** 2, 0));
}

/** The absolute value below which a coefficient counts as missing. */
function minCoefficient(coefficients: Float64Array): number {
  return (weakFraction * contrastOf(coefficients)) / Math.sqrt(coefficients.length - 1);
}

/**
 * The bit of a missing coefficient. If it were always 0, two images with few but different frequencies, such as a gradient to the
 * right and one to the bottom, would look the same. So every second bit of a direction is 1.
 */
function missingBit(row: number, column: number): boolean {
  return ((row >> 1) + (column >> 1)) % 2 === 1;
}

/**
 * The hash of a turned image, in hex. Mirroring changes the sign of frequencies with an odd number of half periods.
 * @param minimum the absolute value below which a coefficient counts as missing
 */
function hashBits(coefficients: Float64Array, minimum: number, { swap, across, down }: Turn): string {
  let hash = 1n; // the bit of the mean distinguishes it from a flat image
  for (let index = 1; index < coefficients.length; index += 1) {
    const [row, column] = [Math.floor(index / frequencyCount), index % frequencyCount];
    const coefficient = coefficients[swap ? column * frequencyCount + row : index] as number;
    const isTurned = (across && column % 2 === 1) !== (down && row % 2 === 1);
    const isSet = Math.abs(coefficient) > minimum ? coefficient > 0 !== isTurned : missingBit(row, column);
    hash = (hash << 1n) | (isSet ? 1n : 0n);
  }
  return hash.toString(16).padStart(16, '0');
}

/** The image on white, as most images are displayed, or on black if it is only visible there. */
function chooseRaster(samples: Uint8Array): { readonly raster: Raster; readonly coefficients: Float64Array } {
  const candidates = [255, 0].map((background) => {
    const raster = onBackground(samples, background);
    return { raster, coefficients: transform(raster.luma) };
  });
  return candidates.find(({ coefficients }) => contrastOf(coefficients) >= minContrast) ?? (candidates[0] as (typeof candidates)[number]);
}

function hexColor(color: Raster['color']): string {
  return color.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('');
}

/** The hash of a small image. @param samples red, green, blue and alpha, 32 x 32 pixels */
function hashOf(samples: Uint8Array, turned: boolean): PerceptualHash {
  const { raster, coefficients } = chooseRaster(samples);
  const color = hexColor(raster.color);
  if (contrastOf(coefficients) < minContrast) return { hash: flatHash, waves: 0, color };
  const detail = plainDetail(raster.luma);
  const minimum = minCoefficient(coefficients);
  const waves = coefficients.filter((coefficient) => Math.abs(coefficient) > minimum).length;
  const asked = turned ? turns : turns.slice(0, 1);
  const [hash, ...others] = asked.map((turn) => hashBits(coefficients, minimum, turn)) as [string, ...string[]];
  return { hash, waves, color, ...(turned && { turned: others }), ...(detail !== undefined && { detail }) };
}

/** The image as displayed, 32 x 32 pixels. Color profiles are ignored: they cost more than the image, and do not change shapes. */
async function smallImage({ path }: ReadableSource): Promise<Buffer> {
  const sharp = await loadSharp();
  const image = sharp(path, { ignoreIcc: true }).autoOrient();
  return image.toColorspace('srgb').ensureAlpha().resize(side, side, { fit: 'fill' }).raw().toBuffer();
}

/**
 * The perceptual hash of an image. It is decoded at the smallest size that its format allows.
 * @param turned whether to add the hashes of the rotated and mirrored image
 * @throws FailureError with the true cause if it cannot be decoded
 */
export async function perceptualHash(path: string, turned = false): Promise<SizedHash> {
  try {
    return await displayably(path, async (source, { width, height, format }) => {
      if (holdsMoreThanShown(source.decodedFrom ?? format))
        throw new FailureError('not-compared', l10n.t('The file holds more than the image it shows, so it is not compared.'));
      const samples = await smallImage(source);
      return { ...hashOf(samples, turned), width, height };
    });
  } catch (error) {
    throw await diagnose(path, error);
  }
}
