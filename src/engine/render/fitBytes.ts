import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import { formatBytes } from '../../shared/values/formatQuantity';

/** Makes a file that keeps to a limit of bytes: first by lowering the quality, then by shrinking the image. */

/** The limit, and how far quality and size may be lowered. */
export interface ByteLimit {
  readonly maxBytes: number;
  /** Undefined when the format has no quality to lower. */
  readonly quality: { readonly start: number; readonly least: number } | undefined;
  /** Smallest share of the requested size, 0 to 1. */
  readonly minScale: number;
}

interface WithBytes {
  readonly bytes: Buffer;
}

/** Makes the file at a quality, if its format has one, and at a share of the requested size. */
export type MakeAt<Output extends WithBytes> = (quality: number | undefined, scale: number) => Promise<Output>;

/** Most sizes that are tried. */
const maxScales = 6;
/** Most qualities that are guessed from the bytes at others. After that, halving is sure to come to an end. */
const maxGuesses = 5;
/** How the logarithm of the bytes usually grows with the quality. */
const usualGrowth = 0.025;

/** A quality that was tried, and the bytes of its file. */
interface Trial {
  readonly quality: number;
  readonly bytes: number;
}

/** The quality whose file probably just keeps to the limit: the logarithm of the bytes is nearly linear in the quality. */
function guess(maxBytes: number, trials: readonly [Trial, ...Trial[]]): number {
  const fits = trials.findLast(({ bytes }) => bytes <= maxBytes);
  const exceeds = trials.findLast(({ bytes }) => bytes > maxBytes);
  const [from, to] = fits && exceeds ? [fits, exceeds] : (trials.slice(-2) as [Trial, Trial?]);
  const growth = to === undefined ? usualGrowth : Math.log(to.bytes / from.bytes) / (to.quality - from.quality);
  return Math.floor(from.quality + Math.log(maxBytes / from.bytes) / (growth > 0 ? growth : usualGrowth));
}

/** The file with the best quality within the limit at one size, or the one with the lowest quality if none is within it. */
async function bestQuality<Output extends WithBytes>(
  make: MakeAt<Output>,
  { maxBytes, quality }: ByteLimit,
  scale: number,
): Promise<Output> {
  if (!quality) return make(undefined, scale);
  let [low, high] = [quality.least, quality.start];
  // A smaller size is chosen so that the lowest quality is within the limit.
  let next = scale < 1 ? low : high;
  let [fits, lowest]: [Output?, Output?] = [];
  const trials: Trial[] = [];
  while (low <= high) {
    const made = await make(next, scale);
    trials.push({ quality: next, bytes: made.bytes.length });
    if (made.bytes.length <= maxBytes) [fits, low] = [made, next + 1];
    else [lowest, high] = [made, next - 1];
    const guessed = trials.length <= maxGuesses ? guess(maxBytes, trials as [Trial]) : Math.floor((low + high) / 2);
    next = Math.min(Math.max(guessed, low), high);
  }
  return (fits ?? lowest) as Output;
}

/**
 * Makes a file of at most `maxBytes`, with a few encodings of one decoded image.
 * @throws FailureError `too-many-bytes` when even the lowest quality and size exceed the limit
 */
export async function fitBytes<Output extends WithBytes>(make: MakeAt<Output>, limit: ByteLimit): Promise<Output> {
  let scale = 1;
  let smallest = Number.POSITIVE_INFINITY;
  for (let count = 0; count < maxScales; count += 1) {
    const made = await bestQuality(make, limit, scale);
    if (made.bytes.length <= limit.maxBytes) return made;
    smallest = Math.min(smallest, made.bytes.length);
    if (scale <= limit.minScale) break;
    // Bytes grow roughly with the area. A little less than computed, so that the next attempt fits.
    const next = scale * Math.sqrt(limit.maxBytes / made.bytes.length) * 0.95;
    scale = count === maxScales - 2 ? limit.minScale : Math.max(limit.minScale, Math.min(next, scale * 0.9));
  }
  throw new FailureError(
    'too-many-bytes',
    l10n.t(
      'The file cannot be made as small as {0}: the smallest that the recipe allows is {1}. Allow a lower quality or a smaller size.',
      formatBytes(limit.maxBytes),
      formatBytes(smallest),
    ),
  );
}
