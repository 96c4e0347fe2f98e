import type { HashedImage } from './searchDuplicates';
import type { PlacedGroup, SimilarityOptions } from './similarGroups';

/** Every message between the thread that groups images and its owner, both directions. */

/** Beside its messages the thread is given a number that both share: the wish that counts. An older one is given up. */
export interface GroupingData {
  readonly newest: SharedArrayBuffer;
}

export type ToGrouping =
  /** More images, some at a time: one message with all of them would hold up who sends it. */
  { readonly add: readonly HashedImage[] } | { readonly wish: number; readonly options: SimilarityOptions };

/** The answer to a wish that was not given up. */
export interface FromGrouping {
  readonly wish: number;
  readonly packed: Int32Array<ArrayBuffer>;
}

/** Groups as numbers that cross without being copied: how many, then place and distance of each. */
export function packGroups(groups: readonly PlacedGroup[]): Int32Array<ArrayBuffer> {
  const packed = new Int32Array(groups.reduce((sum, group) => sum + 1 + 2 * group.length, 0));
  let at = 0;
  for (const group of groups) {
    packed[at] = group.length;
    at += 1;
    for (const { place, distance } of group) {
      packed[at] = place;
      packed[at + 1] = distance;
      at += 2;
    }
  }
  return packed;
}

/** The groups of a packed list, one after the other. */
export function* unpackGroups(packed: Int32Array): Generator<PlacedGroup> {
  for (let at = 0; at < packed.length; ) {
    const start = at + 1;
    const length = packed[at] as number;
    yield Array.from({ length }, (_, index) => ({
      place: packed[start + 2 * index] as number,
      distance: packed[start + 2 * index + 1] as number,
    }));
    at = start + 2 * length;
  }
}
