import type { Digests } from '../checksums/digestAlgorithms';
import type { PerceptualHash } from '../duplicates/similarity';

/** What an inspection found out about a file, whether or not it matches a checksum file. */
export interface Findings {
  readonly digests?: Digests;
  /** Digest of the decoded pixels: equal for images that are equal to the pixel. */
  readonly pixelDigest?: string;
  readonly perceptualHash?: PerceptualHash;
  /** A free path with the extension that fits the content of a mislabeled file. */
  readonly renameTo?: string;
}
