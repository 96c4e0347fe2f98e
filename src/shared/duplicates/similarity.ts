import { HammingIndex, hashWords, wordsDistance } from './hammingIndex';
import { decodeDetail, detailDifference } from './plainDetail';
import { type Turn, turnedCells, turns } from './turns';

/** Groups similar images by their perceptual hashes and colors. Each change of the threshold groups them again. */

/** What an image looks like, in a form that is small enough to send between processes. */
export interface PerceptualHash {
  /** 64 bits as 16 hex digits; `flatHash` for an image of a single color. */
  readonly hash: string;
  /** How many bits of the hash describe actual shapes, 0 to 63. */
  readonly waves: number;
  /** The mean color as RRGGBB in hex. */
  readonly color: string;
  /** The hashes of the seven other orientations (rotated and mirrored), where they were requested. */
  readonly turned?: readonly string[];
  /** Only for a plain image, such as an icon; see `encodeDetail`. */
  readonly detail?: string;
}

/** The hash of an image without shapes. Every other hash has its first bit set. */
export const flatHash = '0'.repeat(16);

/**
 * Differences that are allowed, in bits of the hash: the least, a good value for most collections, and the most for which groups
 * make sense.
 */
export const similarityThresholds = { least: 0, usual: 8, most: 12 } as const;

/**
 * With at least this many waves a bit counts as one; with fewer it counts more in proportion. Images with few shapes, such as a
 * gradient, differ in few bits however different they are.
 */
const manyWaves = 48;

/** The least threshold at which images whose hashes differ in some bits are similar. @param waves the smaller number of theirs */
function weightedDistance(bits: number, waves: number): number {
  return bits === 0 ? 0 : Math.floor(((bits - 1) * manyWaves) / Math.min(waves, manyWaves)) + 1;
}

/** Maximum difference of mean colors apart from their brightness, on a scale of 255: the same shape in another color is another icon. */
const maxTint = 20;
/** Maximum difference in each channel of the mean colors of two images without shapes. */
const maxFlat = 8;

/** An image that is similar to the best one of its group. */
export interface SimilarImage {
  /** Index into the list of images. */
  readonly index: number;
  /** How different they are: the least threshold at which they are similar. */
  readonly distance: number;
}

/** Images that are all similar to one of them. This avoids chains, whose ends would not be similar. */
export interface SimilarGroup {
  /** Index of the image that the others are similar to. It comes before them in the list. */
  readonly best: number;
  /** In the order of the list. */
  readonly similar: readonly SimilarImage[];
}

/** Number of bits in which two hashes differ, 0 to 64. */
export function hashDistance(a: string, b: string): number {
  return wordsDistance(hashWords(a), hashWords(b));
}

/** Red, green and blue of a packed color. */
function channels(color: number): readonly [red: number, green: number, blue: number] {
  return [color >> 16, (color >> 8) & 255, color & 255];
}

/** Whether two images without shapes have the same color, within the accuracy of encoders. */
function areSimilarFlats(a: number, b: number): boolean {
  const [[red, green, blue], [otherRed, otherGreen, otherBlue]] = [channels(a), channels(b)];
  return Math.abs(red - otherRed) <= maxFlat && Math.abs(green - otherGreen) <= maxFlat && Math.abs(blue - otherBlue) <= maxFlat;
}

/** Whether mean colors are close apart from their brightness. Source of the factors: ITU-R BT.601, 2.5. */
function areSimilarTints(a: number, b: number): boolean {
  const red = (a >> 16) - (b >> 16);
  const green = ((a >> 8) & 255) - ((b >> 8) & 255);
  const blue = (a & 255) - (b & 255);
  const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
  return (0.564 * (blue - luma)) ** 2 + (0.713 * (red - luma)) ** 2 <= maxTint ** 2;
}

/** Side of a cell of the color cube: colors within `maxFlat` of each other are in the same cell or in adjacent ones. */
const cellSide = maxFlat + 1;
const cellSteps = [-1, 0, 1] as const;

/** Images without shapes by the cell of their color, since they all have the same hash. */
class Flats {
  readonly #cells = new Map<number, number[]>();

  constructor(
    readonly colors: Int32Array,
    indexes: readonly number[],
  ) {
    for (const index of indexes) {
      const [cell] = this.#cellsAround(index, [0]);
      const others = this.#cells.get(cell as number);
      if (others) others.push(index);
      else this.#cells.set(cell as number, [index]);
    }
  }

  #cellsAround(index: number, around: readonly number[]): number[] {
    const [red, green, blue] = channels(this.colors[index] as number).map((value) => Math.floor(value / cellSide) + 1);
    const cell = (r: number, g: number, b: number) => ((((red as number) + r) << 6) + (green as number) + g) * 64 + (blue as number) + b;
    return around.flatMap((r) => around.flatMap((g) => around.map((b) => cell(r, g, b))));
  }

  near(best: number): number[] {
    const color = this.colors[best] as number;
    const candidates = this.#cellsAround(best, cellSteps).flatMap((cell) => this.#cells.get(cell) ?? []);
    return candidates.filter((index) => areSimilarFlats(color, this.colors[index] as number));
  }
}

/**
 * Perceptual hashes in the order of preference, ready to be grouped with different thresholds.
 *
 * The first image without a group becomes the best of a new group, and takes all similar images that have no group yet. This is
 * repeated to the end of the list. So every image of a group is similar to its best image, which is the one to keep.
 */
export class SimilarityIndex {
  readonly #hashes: HammingIndex;
  readonly #colors: Int32Array;
  readonly #waves: Uint8Array;
  /** Undefined for images that are not plain. */
  readonly #details: readonly (Uint8Array | undefined)[];
  readonly #flats: Flats;
  /**
   * For each image, one more than the largest threshold at which no other image was near it: as it is, and with turned ones. Most
   * images are similar to no other. Once that is known for a threshold, lower ones take only milliseconds.
   */
  readonly #lonely: readonly [Uint8Array, Uint8Array];

  /** @param hashes in the order of preference */
  constructor(readonly hashes: readonly PerceptualHash[]) {
    this.#hashes = new HammingIndex(hashes.map(({ hash }) => hashWords(hash)));
    this.#colors = Int32Array.from(hashes, ({ color }) => Number.parseInt(color, 16));
    this.#waves = Uint8Array.from(hashes, ({ waves }) => waves);
    this.#details = hashes.map(({ detail }) => (detail === undefined ? undefined : decodeDetail(detail)));
    this.#lonely = [new Uint8Array(hashes.length), new Uint8Array(hashes.length)];
    this.#flats = new Flats(
      this.#colors,
      hashes.flatMap(({ hash }, index) => (hash === flatHash ? index : [])),
    );
  }

  /**
   * The groups of at least two images, in the order of their best images.
   * @param threshold the difference that is allowed, in bits of hashes of images with many shapes
   * @param anyTurn whether rotated or mirrored images are similar, too; needs hashes with `turned`
   * @param beforeEach called before each image is looked up; what it throws ends the search
   */
  groups(threshold: number, anyTurn = false, beforeEach: () => void = () => {}): SimilarGroup[] {
    const taken = new Uint8Array(this.hashes.length);
    const groups: SimilarGroup[] = [];
    for (let best = 0; best < this.hashes.length; best += 1) {
      if (taken[best] === 1) continue;
      beforeEach();
      taken[best] = 1;
      const similar = this.#isFlat(best) ? this.#flatsLike(best, taken) : this.#imagesLike(best, threshold, anyTurn, taken);
      for (const { index } of similar) taken[index] = 1;
      if (similar.length > 0) groups.push({ best, similar: similar.sort((a, b) => a.index - b.index) });
    }
    return groups;
  }

  #isFlat(index: number): boolean {
    return this.hashes[index]?.hash === flatHash;
  }

  /**
   * How different two images are.
   * @param bits in which their hashes differ
   * @param details of the first image in the orientations that have this hash; undefined if it is not plain
   * @param threshold where to stop: larger differences do not matter
   */
  #difference([a, b]: readonly [number, number], bits: number, details: readonly Uint8Array[] | undefined, threshold: number): number {
    const other = this.#details[b];
    // What is the same in all bits may still differ in detail, and an icon has so few waves that weighted bits would tell nothing.
    if (details && other) return Math.max(bits, Math.min(...details.map((detail) => detailDifference(detail, other, threshold))));
    return weightedDistance(bits, Math.min(this.#waves[a] as number, this.#waves[b] as number));
  }

  /** The hashes of an image, each once, with its detail in the orientations that have it. */
  #orientations(index: number, anyTurn: boolean): Map<string, Uint8Array[] | undefined> {
    const { hash, turned = [] } = this.hashes[index] as PerceptualHash;
    const detail = this.#details[index];
    const details = new Map<string, Uint8Array[] | undefined>();
    for (const [turn, each] of [hash, ...(anyTurn ? turned : [])].entries()) {
      if (detail) details.set(each, [...(details.get(each) ?? []), turnedCells(detail, turns[turn] as Turn)]);
      else details.set(each, undefined);
    }
    return details;
  }

  #flatsLike(best: number, taken: Uint8Array): SimilarImage[] {
    const free = this.#flats.near(best).filter((index) => taken[index] === 0);
    return free.map((index) => ({ index, distance: 0 }));
  }

  #imagesLike(best: number, threshold: number, anyTurn: boolean, taken: Uint8Array): SimilarImage[] {
    const lonely = this.#lonely[anyTurn ? 1 : 0];
    if ((lonely[best] as number) > threshold) return [];
    const distances = new Map<number, number>();
    const color = this.#colors[best] as number;
    let isLonely = true;
    for (const [hash, details] of this.#orientations(best, anyTurn)) {
      this.#hashes.search(hashWords(hash), threshold, (index, bits) => {
        if (index !== best) isLonely = false;
        if (taken[index] === 1 || bits >= (distances.get(index) ?? Number.POSITIVE_INFINITY) || this.#isFlat(index)) return;
        if (!areSimilarTints(color, this.#colors[index] as number)) return;
        const distance = this.#difference([best, index], bits, details, threshold);
        if (distance <= Math.min(threshold, distances.get(index) ?? threshold)) distances.set(index, distance);
      });
    }
    if (isLonely) lonely[best] = threshold + 1;
    return [...distances].map(([index, distance]) => ({ index, distance }));
  }
}
