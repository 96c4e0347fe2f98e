/**
 * Finds the hashes of 64 bits that differ from a given one in few bits, without going through all of them: multi-index
 * hashing (M. Norouzi, A. Punjani, D. Fleet, "Fast search in Hamming space with multi-index hashing", CVPR 2012).
 */

/** A hash as two words of 32 bits. */
export interface HashWords {
  readonly high: number;
  readonly low: number;
}

/** Reads a hash of 16 hex digits. */
export function hashWords(hash: string): HashWords {
  return { high: Number.parseInt(hash.slice(0, 8), 16) | 0, low: Number.parseInt(hash.slice(8), 16) | 0 };
}

/** Bits that are set in a word of 32. Source: H. Warren, Hacker's Delight, 5-1. */
function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Bits in which two hashes differ, 0 to 64. */
export function wordsDistance(a: HashWords, b: HashWords): number {
  return bitCount(a.high ^ b.high) + bitCount(a.low ^ b.low);
}

/** A hash has four parts of 16 bits. */
const parts = 4;
const partValues = 1 << 16;

function partOf({ high, low }: HashWords, part: number): number {
  const word = part < 2 ? high : low;
  return part % 2 === 0 ? word >>> 16 : word & 0xffff;
}

/**
 * How many bits may differ in a part, or -1 where it need not be looked at. The allowances of the parts and one more for each
 * add up to one more than the threshold: who is beyond all of them is beyond the threshold (pigeonhole).
 */
function partRadius(threshold: number, part: number): number {
  return Math.floor((threshold + parts - part) / parts) - 1;
}

const masksByRadius = new Map<number, Uint16Array>();

/** All values of a part with at most so many bits set. */
function masksOf(radius: number): Uint16Array {
  let masks = masksByRadius.get(radius);
  if (masks === undefined) {
    masks = Uint16Array.from({ length: partValues }, (_, value) => value).filter((value) => bitCount(value) <= radius);
    masksByRadius.set(radius, masks);
  }
  return masks;
}

/** The hashes sorted by the value of one part: those of a value begin where `starts` says, and end where the next ones begin. */
class Part {
  readonly #starts = new Uint32Array(partValues + 1);
  readonly #places: Uint32Array;
  /** The words beside the places, so that comparing goes through memory in order. */
  readonly #high: Int32Array;
  readonly #low: Int32Array;

  constructor(
    hashes: readonly HashWords[],
    readonly number: number,
  ) {
    for (const hash of hashes) this.#count(partOf(hash, number) + 1, 1);
    for (let value = 1; value <= partValues; value += 1) this.#count(value, this.#starts[value - 1] as number);
    this.#places = new Uint32Array(hashes.length);
    this.#high = new Int32Array(hashes.length);
    this.#low = new Int32Array(hashes.length);
    const next = this.#starts.slice();
    for (const [place, hash] of hashes.entries()) {
      const value = partOf(hash, number);
      const at = next[value] as number;
      next[value] = at + 1;
      this.#places[at] = place;
      this.#high[at] = hash.high;
      this.#low[at] = hash.low;
    }
  }

  #count(value: number, more: number): void {
    this.#starts[value] = (this.#starts[value] as number) + more;
  }

  search(hash: HashWords, threshold: number, found: (place: number, distance: number) => void): void {
    const [starts, places, highs, lows] = [this.#starts, this.#places, this.#high, this.#low];
    const { high, low } = hash;
    const value = partOf(hash, this.number);
    const masks = masksOf(partRadius(threshold, this.number));
    for (let mask = 0; mask < masks.length; mask += 1) {
      const key = value ^ (masks[mask] as number);
      const end = starts[key + 1] as number;
      for (let at = starts[key] as number; at < end; at += 1) {
        const distance = bitCount((highs[at] as number) ^ high) + bitCount((lows[at] as number) ^ low);
        if (distance <= threshold) found(places[at] as number, distance);
      }
    }
  }
}

/** Hashes to search in. */
export class NearHashes {
  readonly #parts: readonly Part[];

  constructor(hashes: readonly HashWords[]) {
    this.#parts = Array.from({ length: parts }, (_, part) => new Part(hashes, part));
  }

  /** Tells of every hash that differs from one in at most `threshold` bits; of some more than once. */
  search(hash: HashWords, threshold: number, found: (place: number, distance: number) => void): void {
    for (const part of this.#parts) if (partRadius(threshold, part.number) >= 0) part.search(hash, threshold, found);
  }
}
