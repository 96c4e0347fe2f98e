import type { HashedImage } from './fileGroup';
import type { IndexGroup, SimilarityOptions } from './similarGroups';

/** Every message between the thread that groups images and its owner, both directions. */

/** What the thread is started with: shared memory that holds the number of the newest request. Older requests are abandoned. */
export interface GroupingData {
  readonly newest: SharedArrayBuffer;
}

export type ToGrouping =
  /** More images, in several messages: a single one with all of them would block the sender. */
  { readonly add: readonly HashedImage[] } | { readonly request: number; readonly options: SimilarityOptions };

/** The answer to a request that was not abandoned. */
export interface FromGrouping {
  readonly request: number;
  /** See packGroups. */
  readonly packed: Int32Array<ArrayBuffer>;
}

/** Groups as numbers, which are transferred without a copy. For each group: its length, then the index and distance of each image. */
export function packGroups(groups: readonly IndexGroup[]): Int32Array<ArrayBuffer> {
  const packed = new Int32Array(groups.reduce((sum, group) => sum + 1 + 2 * group.length, 0));
  let at = 0;
  for (const group of groups) {
    packed[at] = group.length;
    at += 1;
    for (const { index, distance } of group) {
      packed[at] = index;
      packed[at + 1] = distance;
      at += 2;
    }
  }
  return packed;
}

/** The groups of a packed list, one after the other. */
export function* unpackGroups(packed: Int32Array): Generator<IndexGroup> {
  for (let at = 0; at < packed.length; ) {
    const start = at + 1;
    const length = packed[at] as number;
    yield Array.from({ length }, (_, member) => ({
      index: packed[start + 2 * member] as number,
      distance: packed[start + 2 * member + 1] as number,
    }));
    at = start + 2 * length;
  }
}
