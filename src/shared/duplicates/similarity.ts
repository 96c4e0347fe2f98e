import { type HashWords, hashWords, NearHashes, wordsDistance } from './hammingIndex';

/**
 * Images that look alike: how far two looks are apart, and the groups that a threshold makes of many. Every move of the
 * threshold makes the groups anew.
 */

/** What an image looks like, small enough to cross processes. */
export interface PerceptualHash {
  /** 64 bits as 16 hex digits; `flatHash` of an image in which there is nothing to see but its color. */
  readonly hash: string;
  /** How many of the hash's bits speak of shapes that are there, 0 to 63. */
  readonly waves: number;
  /** The mean color, RRGGBB in hex. */
  readonly color: string;
  /** The hashes of the image rotated and mirrored in the seven other ways, where they were asked for. */
  readonly turned?: readonly string[];
}

/** The hash of an image without any shapes. Every other hash has its first bit set. */
export const flatHash = '0'.repeat(16);

/** Bits that may differ: none, what goes together in most collections, and where groups stop to make sense. */
export const similarityThresholds = { least: 0, usual: 8, most: 12 } as const;

/**
 * Shapes from which on the whole threshold is allowed; with fewer it shrinks in proportion. Images of few shapes, such as a
 * slope from dark to light, differ in few bits however different they are.
 */
const manyWaves = 48;

/** How far mean colors may be apart, brightness aside: the same shape in another color is another icon. On a scale of 255. */
const maxTint = 20;
/** How far the mean of each channel may be apart where there is only color to compare. */
const maxFlat = 8;

/** An image that looks like the best of its group. */
export interface AlikeImage {
  /** Place in the list that the groups were made of. */
  readonly index: number;
  /** Bits in which the hashes differ. */
  readonly distance: number;
}

/** Images that all look like one: not a chain, at whose ends nothing is alike any more. */
export interface SimilarGroup {
  /** Place of the image that the others are alike to: it stands before them in the list. */
  readonly best: number;
  /** In the order of the list. */
  readonly alike: readonly AlikeImage[];
}

/** Bits in which two hashes differ, 0 to 64. */
export function hashDistance(a: string, b: string): number {
  return wordsDistance(hashWords(a), hashWords(b));
}

/** Red, green and blue of a packed color. */
function channels(color: number): readonly [red: number, green: number, blue: number] {
  return [color >> 16, (color >> 8) & 255, color & 255];
}

/** Whether images without shapes are of one color, as far as encoders keep it. */
function areLikeFlats(a: number, b: number): boolean {
  const [[red, green, blue], [otherRed, otherGreen, otherBlue]] = [channels(a), channels(b)];
  return Math.abs(red - otherRed) <= maxFlat && Math.abs(green - otherGreen) <= maxFlat && Math.abs(blue - otherBlue) <= maxFlat;
}

/** Whether mean colors are near but for their brightness. Source of the factors: ITU-R BT.601, 2.5. */
function areLikeTints(a: number, b: number): boolean {
  const red = (a >> 16) - (b >> 16);
  const green = ((a >> 8) & 255) - ((b >> 8) & 255);
  const blue = (a & 255) - (b & 255);
  const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
  return (0.564 * (blue - luma)) ** 2 + (0.713 * (red - luma)) ** 2 <= maxTint ** 2;
}

/** Edge of a cell of the colors: what is within `maxFlat` of a color is in its cell or in one beside it. */
const cellSide = maxFlat + 1;
const steps = [-1, 0, 1] as const;

/** Images without shapes, by the cell of their color: they have one hash, so it finds nothing among them. */
class Flats {
  readonly #cells = new Map<number, number[]>();

  constructor(
    readonly colors: Int32Array,
    places: readonly number[],
  ) {
    for (const place of places) {
      const [cell] = this.#cellsAround(place, [0]);
      const others = this.#cells.get(cell as number);
      if (others) others.push(place);
      else this.#cells.set(cell as number, [place]);
    }
  }

  #cellsAround(place: number, around: readonly number[]): number[] {
    const [red, green, blue] = channels(this.colors[place] as number).map((value) => Math.floor(value / cellSide) + 1);
    const cell = (r: number, g: number, b: number) => ((((red as number) + r) << 6) + (green as number) + g) * 64 + (blue as number) + b;
    return around.flatMap((r) => around.flatMap((g) => around.map((b) => cell(r, g, b))));
  }

  near(best: number): number[] {
    const color = this.colors[best] as number;
    const candidates = this.#cellsAround(best, steps).flatMap((cell) => this.#cells.get(cell) ?? []);
    return candidates.filter((place) => areLikeFlats(color, this.colors[place] as number));
  }
}

/**
 * Looks in the order of preference, ready to be grouped again and again.
 *
 * The first image that is in no group yet is the best of a new one, and takes all that are alike to it and free; so does the
 * next, to the end of the list. Whoever is in a group is alike to its best image, which is the one that would be kept.
 */
export class SimilarityIndex {
  readonly #words: readonly HashWords[];
  readonly #hashes: NearHashes;
  readonly #colors: Int32Array;
  readonly #waves: Uint8Array;
  readonly #flats: Flats;
  /**
   * For each image, one more than the largest threshold at which nothing was near it; as it is, and turned. Most images
   * are like no other: once that is known of a threshold, the ones below it are a matter of milliseconds.
   */
  readonly #lonely: readonly [Uint8Array, Uint8Array];

  /** @param looks the better image first */
  constructor(readonly hashes: readonly PerceptualHash[]) {
    this.#words = hashes.map(({ hash }) => hashWords(hash));
    this.#hashes = new NearHashes(this.#words);
    this.#colors = Int32Array.from(hashes, ({ color }) => Number.parseInt(color, 16));
    this.#waves = Uint8Array.from(hashes, ({ waves }) => waves);
    this.#lonely = [new Uint8Array(hashes.length), new Uint8Array(hashes.length)];
    this.#flats = new Flats(
      this.#colors,
      hashes.flatMap(({ hash }, place) => (hash === flatHash ? place : [])),
    );
  }

  /**
   * The groups of two and more, in the order of their best images.
   * @param threshold bits that may differ where there are many shapes
   * @param anyTurn whether images that are rotated or mirrored are alike, too; needs looks with `turned`
   * @param beforeEach called before each image is looked for; what it throws ends the search
   */
  groups(threshold: number, anyTurn = false, beforeEach: () => void = () => {}): SimilarGroup[] {
    const taken = new Uint8Array(this.hashes.length);
    const groups: SimilarGroup[] = [];
    for (let best = 0; best < this.hashes.length; best += 1) {
      if (taken[best] === 1) continue;
      beforeEach();
      taken[best] = 1;
      const alike = this.#isFlat(best) ? this.#flatsLike(best, taken) : this.#imagesLike(best, threshold, anyTurn, taken);
      for (const { index } of alike) taken[index] = 1;
      if (alike.length > 0) groups.push({ best, alike: alike.sort((a, b) => a.index - b.index) });
    }
    return groups;
  }

  #isFlat(place: number): boolean {
    return this.hashes[place]?.hash === flatHash;
  }

  /** Bits in which two images may differ. */
  #allowed(threshold: number, a: number, b: number): number {
    const waves = Math.min(this.#waves[a] as number, this.#waves[b] as number);
    return Math.ceil(threshold * Math.min(1, waves / manyWaves));
  }

  #flatsLike(best: number, taken: Uint8Array): AlikeImage[] {
    const free = this.#flats.near(best).filter((index) => taken[index] === 0);
    return free.map((index) => ({ index, distance: 0 }));
  }

  #imagesLike(best: number, threshold: number, anyTurn: boolean, taken: Uint8Array): AlikeImage[] {
    const lonely = this.#lonely[anyTurn ? 1 : 0];
    if ((lonely[best] as number) > threshold) return [];
    const distances = new Map<number, number>();
    const color = this.#colors[best] as number;
    let isLonely = true;
    const found = (index: number, distance: number) => {
      if (index !== best) isLonely = false;
      if (taken[index] === 1 || distance >= (distances.get(index) ?? Number.POSITIVE_INFINITY) || this.#isFlat(index)) return;
      if (distance > this.#allowed(threshold, best, index)) return;
      if (areLikeTints(color, this.#colors[index] as number)) distances.set(index, distance);
    };
    this.#hashes.search(this.#words[best] as HashWords, threshold, found);
    const turned = anyTurn ? (this.hashes[best]?.turned ?? []) : [];
    for (const hash of new Set(turned)) this.#hashes.search(hashWords(hash), threshold, found);
    if (isLonely) lonely[best] = threshold + 1;
    return [...distances].map(([index, distance]) => ({ index, distance }));
  }
}
