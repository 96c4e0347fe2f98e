/**
 * Finds the 64-bit hashes that differ from a given one in few bits without comparing all of them, by multi-index hashing
 * (M. Norouzi, A. Punjani, D. Fleet, "Fast search in Hamming space with multi-index hashing", CVPR 2012).
 */

/** A hash as two 32-bit words. */
export interface HashWords {
  readonly high: number;
  readonly low: number;
}

/** Parses a hash of 16 hex digits. */
export function hashWords(hash: string): HashWords {
  return { high: Number.parseInt(hash.slice(0, 8), 16) | 0, low: Number.parseInt(hash.slice(8), 16) | 0 };
}

/** Number of set bits in a 32-bit word. Source: H. Warren, Hacker's Delight, 5-1. */
function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Number of bits in which two hashes differ, 0 to 64. */
export function wordsDistance(a: HashWords, b: HashWords): number {
  return bitCount(a.high ^ b.high) + bitCount(a.low ^ b.low);
}

/** A hash consists of four parts of 16 bits. */
const partCount = 4;
const partValues = 1 << 16;

function partOf({ high, low }: HashWords, part: number): number {
  const word = part < 2 ? high : low;
  return part % 2 === 0 ? word >>> 16 : word & 0xffff;
}

/**
 * How many bits may differ in a part, or -1 where the part need not be searched. The radii plus one for each part add up to the
 * threshold plus one. So a hash beyond the radius in every part is beyond the threshold (pigeonhole principle).
 */
function partRadius(threshold: number, part: number): number {
  return Math.floor((threshold + partCount - part) / partCount) - 1;
}

const masksByRadius = new Map<number, Uint16Array>();

/** All values of a part with at most `radius` bits set. */
function masksOf(radius: number): Uint16Array {
  let masks = masksByRadius.get(radius);
  if (masks === undefined) {
    masks = Uint16Array.from({ length: partValues }, (_, value) => value).filter((value) => bitCount(value) <= radius);
    masksByRadius.set(radius, masks);
  }
  return masks;
}

/** The hashes sorted by the value of one part. Those with a value begin at its entry in `starts`, and end at the next entry. */
class Part {
  readonly #starts = new Uint32Array(partValues + 1);
  /** Indexes into the list of hashes. */
  readonly #indexes: Uint32Array;
  /** The words in the same order, so that a search reads memory sequentially. */
  readonly #high: Int32Array;
  readonly #low: Int32Array;

  constructor(
    hashes: readonly HashWords[],
    readonly number: number,
  ) {
    for (const hash of hashes) this.#count(partOf(hash, number) + 1, 1);
    for (let value = 1; value <= partValues; value += 1) this.#count(value, this.#starts[value - 1] as number);
    this.#indexes = new Uint32Array(hashes.length);
    this.#high = new Int32Array(hashes.length);
    this.#low = new Int32Array(hashes.length);
    const next = this.#starts.slice();
    for (const [index, hash] of hashes.entries()) {
      const value = partOf(hash, number);
      const at = next[value] as number;
      next[value] = at + 1;
      this.#indexes[at] = index;
      this.#high[at] = hash.high;
      this.#low[at] = hash.low;
    }
  }

  #count(value: number, more: number): void {
    this.#starts[value] = (this.#starts[value] as number) + more;
  }

  search(hash: HashWords, threshold: number, found: (index: number, distance: number) => void): void {
    const [starts, indexes, highs, lows] = [this.#starts, this.#indexes, this.#high, this.#low];
    const { high, low } = hash;
    const value = partOf(hash, this.number);
    const masks = masksOf(partRadius(threshold, this.number));
    for (let mask = 0; mask < masks.length; mask += 1) {
      const key = value ^ (masks[mask] as number);
      const end = starts[key + 1] as number;
      for (let at = starts[key] as number; at < end; at += 1) {
        const distance = bitCount((highs[at] as number) ^ high) + bitCount((lows[at] as number) ^ low);
        if (distance <= threshold) found(indexes[at] as number, distance);
      }
    }
  }
}

/** An index of hashes for searches by Hamming distance. */
export class HammingIndex {
  readonly #parts: readonly Part[];

  constructor(hashes: readonly HashWords[]) {
    this.#parts = Array.from({ length: partCount }, (_, part) => new Part(hashes, part));
  }

  /** Calls `found` for each hash that differs from the given one in at most `threshold` bits, for some more than once. */
  search(hash: HashWords, threshold: number, found: (index: number, distance: number) => void): void {
    for (const part of this.#parts) if (partRadius(threshold, part.number) >= 0) part.search(hash, threshold, found);
  }
}
