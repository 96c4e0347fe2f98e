import { flatHash, type PerceptualHash } from '../../shared/duplicates/similarity';
import { diagnose } from '../formats/diagnose';
import { loadSharp } from '../formats/loadSharp';

/**
 * What an image looks like, in 64 bits: whether each of its 63 coarsest waves, across and down, rises or falls (pHash: the
 * signs of the low frequencies of a discrete cosine transform). Measured on photos, landscapes and 300 icons with copies that
 * were resized, recompressed, cropped and brightened: where as many copies were found, comparing neighbors (dHash) took twice
 * as many different images for copies, comparing with the mean (aHash) ten times as many.
 */

/** Side of the small image that the waves are taken from, in pixels. */
const side = 32;
/** Waves in each direction; the first is no wave but the mean. */
const waveCount = 8;
/** Waves that are weaker than this part of the usual one count as none: in a symmetric image their direction is chance. */
const weak = 0.03;
/** Contrast below which an image has no shapes, in gray levels of 255: what is left then is the noise of an encoder. */
const leastContrast = 2;

/** A look with the size at which the image is displayed; of an animation, of its first frame. */
export interface SizedHash extends PerceptualHash {
  readonly width: number;
  readonly height: number;
}

/** The small image on a ground of one color. */
interface Raster {
  readonly luma: Float64Array;
  readonly color: readonly [red: number, green: number, blue: number];
}

/** @param samples red, green, blue and opacity, pixel by pixel */
function onGround(samples: Uint8Array, ground: number): Raster {
  const luma = new Float64Array(side * side);
  const sums: [number, number, number] = [0, 0, 0];
  for (let pixel = 0; pixel < luma.length; pixel += 1) {
    const at = pixel * 4;
    const opacity = (samples[at + 3] as number) / 255;
    const over = (channel: number) => (samples[at + channel] as number) * opacity + ground * (1 - opacity);
    const [red, green, blue] = [over(0), over(1), over(2)];
    sums[0] += red;
    sums[1] += green;
    sums[2] += blue;
    // ITU-R BT.601
    luma[pixel] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  return { luma, color: sums.map((sum) => sum / luma.length) as [number, number, number] };
}

/** `cosines[wave * side + place]`, scaled so that the sums of squares of an image and of its waves are in proportion. */
const cosines = Float64Array.from({ length: waveCount * side }, (_, index) => {
  const [wave, place] = [Math.floor(index / side), index % side];
  return (Math.cos(((2 * place + 1) * wave * Math.PI) / (2 * side)) * (wave === 0 ? 1 : Math.SQRT2)) / side;
});

/** The strength of each wave, row by row; that of the mean is left out. In gray levels of 255. */
function transform(luma: Float64Array): Float64Array {
  const rows = new Float64Array(waveCount * side);
  for (let y = 0; y < side; y += 1)
    for (let wave = 0; wave < waveCount; wave += 1)
      for (let x = 0; x < side; x += 1)
        rows[wave * side + y] = (rows[wave * side + y] as number) + (luma[y * side + x] as number) * (cosines[wave * side + x] as number);
  const strengths = new Float64Array(waveCount * waveCount);
  for (let down = 0; down < waveCount; down += 1)
    for (let across = 0; across < waveCount; across += 1)
      for (let y = 0; y < side; y += 1)
        strengths[down * waveCount + across] =
          (strengths[down * waveCount + across] as number) + (rows[across * side + y] as number) * (cosines[down * side + y] as number);
  strengths[0] = 0;
  return strengths;
}

/** Root of the sum of the squares: near the standard deviation of the image, without its finest detail. */
function contrastOf(strengths: Float64Array): number {
  return Math.sqrt(strengths.reduce((sum, strength) => sum + strength ** 2, 0));
}

/** A way to turn an image: its rows and columns swapped, and then each direction mirrored or not. */
interface Turn {
  readonly swap: boolean;
  readonly across: boolean;
  readonly down: boolean;
}

const turns: readonly Turn[] = [false, true].flatMap((swap) =>
  [false, true].flatMap((down) => [false, true].map((across) => ({ swap, across, down }))),
);

/** The strength below which a wave counts as none. */
function leastStrength(strengths: Float64Array): number {
  return (weak * contrastOf(strengths)) / Math.sqrt(strengths.length - 1);
}

/**
 * The bit of a wave that is not there. If it were always 0, an image whose waves all fall could not be told from one of other
 * waves that all fall, such as a slope to the right from one to the bottom; so every second one of a direction is 1.
 */
function standsIn(row: number, column: number): boolean {
  return ((row >> 1) + (column >> 1)) % 2 === 1;
}

/** The bits of an image turned in one way: where it is mirrored, waves with an odd number of half periods change their sign. */
function bitsOf(strengths: Float64Array, { swap, across, down }: Turn): string {
  const least = leastStrength(strengths);
  let hash = 1n; // the place of the mean says that there are shapes
  for (let index = 1; index < strengths.length; index += 1) {
    const [row, column] = [Math.floor(index / waveCount), index % waveCount];
    const strength = strengths[swap ? column * waveCount + row : index] as number;
    const isTurned = (across && column % 2 === 1) !== (down && row % 2 === 1);
    const isSet = Math.abs(strength) > least ? strength > 0 !== isTurned : standsIn(row, column);
    hash = (hash << 1n) | (isSet ? 1n : 0n);
  }
  return hash.toString(16).padStart(16, '0');
}

/** White is the ground that most images are put on; a white drawing shows on black. */
function chooseRaster(samples: Uint8Array): { readonly raster: Raster; readonly strengths: Float64Array } {
  const candidates = [255, 0].map((ground) => {
    const raster = onGround(samples, ground);
    return { raster, strengths: transform(raster.luma) };
  });
  return candidates.find(({ strengths }) => contrastOf(strengths) >= leastContrast) ?? (candidates[0] as (typeof candidates)[number]);
}

function hexColor(color: Raster['color']): string {
  return color.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('');
}

/** The hash of a small image. @param samples red, green, blue and opacity, 32 by 32 */
function hashOf(samples: Uint8Array, turned: boolean): PerceptualHash {
  const { raster, strengths } = chooseRaster(samples);
  const color = hexColor(raster.color);
  if (contrastOf(strengths) < leastContrast) return { hash: flatHash, waves: 0, color };
  const waves = strengths.filter((strength) => Math.abs(strength) > leastStrength(strengths)).length;
  const [hash, ...others] = (turned ? turns : turns.slice(0, 1)).map((turn) => bitsOf(strengths, turn)) as [string, ...string[]];
  return { hash, waves, color, ...(turned && { turned: others }) };
}

/** The image as it is displayed, 32 by 32. Profiles are left out: they cost more than the image, and change no shapes. */
async function smallImage(path: string): Promise<{ samples: Uint8Array; width: number; height: number }> {
  const sharp = await loadSharp();
  const image = sharp(path, { ignoreIcc: true }).autoOrient();
  const { width, height } = (await image.metadata()).autoOrient;
  const samples = await image.toColorspace('srgb').ensureAlpha().resize(side, side, { fit: 'fill' }).raw().toBuffer();
  return { samples, width, height };
}

/**
 * What an image looks like. It is decoded as small as its format allows.
 * @param turned whether it is to be found rotated and mirrored, too
 * @throws FailureError with the true cause when it cannot be decoded
 */
export async function perceptualHash(path: string, turned = false): Promise<SizedHash> {
  try {
    const { samples, width, height } = await smallImage(path);
    return { ...hashOf(samples, turned), width, height };
  } catch (error) {
    throw await diagnose(path, error);
  }
}
