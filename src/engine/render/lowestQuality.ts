/** Finds the lowest quality at which an encoded image looks the same as before, with a few encodings of one decoded image. */

/** The bounds of the search. */
export interface QualitySearch {
  /** Least similarity to the image before encoding. */
  readonly similarity: number;
  readonly least: number;
  readonly most: number;
  /** The quality that is tried first. */
  readonly first: number;
}

/** An image encoded at a quality. */
export interface EncodedAt<Output> {
  readonly quality: number;
  readonly similarity: number;
  readonly output: Output;
}

/** Most encodings: halving alone needs no more for qualities from 1 to 100. */
export const maxEncodings = 7;
/** Most qualities that are guessed from the similarity at others. After that, halving is sure to come to an end. */
const maxGuesses = 3;
/** How the logarithm of the distance usually falls with the quality. */
const usualFall = 0.02;

/** How far a similarity may be above the one that is searched for: nobody sees that much, and it saves one or two encodings. */
export const tolerance = 0.002;

type Trial = Omit<EncodedAt<unknown>, 'output'>;

/** What is missing to equality, as a logarithm: nearly linear in the quality. */
function logDistance(similarity: number): number {
  return Math.log(Math.max(1e-6, 1 - similarity));
}

/** The quality that probably just reaches the similarity. */
function guess(similarity: number, trials: readonly [Trial, ...Trial[]]): number {
  const reaches = trials.findLast((each) => each.similarity >= similarity);
  const misses = trials.findLast((each) => each.similarity < similarity);
  const [from, to] = reaches && misses ? [misses, reaches] : (trials.slice(-2) as [Trial, Trial?]);
  const fall = to === undefined ? usualFall : (logDistance(from.similarity) - logDistance(to.similarity)) / (to.quality - from.quality);
  return Math.ceil(from.quality + (logDistance(from.similarity) - logDistance(similarity)) / (fall > 0 ? fall : usualFall));
}

/**
 * The image at the lowest quality whose similarity reaches the one that is searched for, or a little more, or at the highest quality
 * if none does.
 * Whether a lower quality is as similar is not tried: encoders rarely get better at it.
 * @param encode makes the image at a quality, and compares it
 */
export async function lowestQuality<Output>(
  encode: (quality: number) => Promise<{ readonly output: Output; readonly similarity: number }>,
  { similarity, least, most, first }: QualitySearch,
): Promise<EncodedAt<Output>> {
  let [low, high] = [least, most];
  let next = Math.min(Math.max(first, low), high);
  let [reaches, last]: [EncodedAt<Output>?, EncodedAt<Output>?] = [];
  const trials: Trial[] = [];
  while (low <= high && trials.length < maxEncodings) {
    last = { quality: next, ...(await encode(next)) };
    trials.push({ quality: next, similarity: last.similarity });
    if (last.similarity >= similarity) [reaches, high] = [last, next - 1];
    else low = next + 1;
    if (reaches && reaches.similarity <= similarity + tolerance) break;
    const guessed = trials.length <= maxGuesses ? guess(similarity, trials as [Trial]) : Math.floor((low + high) / 2);
    // The last encoding is left for the highest quality as long as nothing reaches the similarity.
    next = trials.length === maxEncodings - 1 && !reaches ? high : Math.min(Math.max(guessed, low), high);
  }
  return (reaches ?? last) as EncodedAt<Output>;
}
