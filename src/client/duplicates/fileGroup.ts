import type { KeepCandidate } from '../../shared/duplicates/keepRule';
import type { PerceptualHash } from '../../shared/duplicates/similarity';

/** A file of a group. */
export type GroupedFile = KeepCandidate & {
  /** Further names (hard links) of the same file. */
  readonly otherNames?: readonly string[];
  /** How different it is from the best image of the group: the least threshold at which both are similar. */
  readonly distance?: number;
};

/** Duplicates or similar images. Similar images start with the best one, duplicates are sorted by path. */
export interface FileGroup {
  readonly files: readonly GroupedFile[];
  /** Bytes of all files but the largest. */
  readonly spareBytes: number;
}

/** An image with its perceptual hash. */
export interface HashedImage {
  readonly file: GroupedFile;
  readonly perceptualHash: PerceptualHash;
}

/** Bytes of all files but the largest. */
export function spareBytes(files: readonly { readonly bytes: number }[]): number {
  let all = 0;
  let largest = 0;
  for (const { bytes } of files) {
    all += bytes;
    largest = Math.max(largest, bytes);
  }
  return all - largest;
}
