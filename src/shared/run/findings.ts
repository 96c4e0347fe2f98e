import type { Digests } from '../checksums/digestAlgorithms';
import type { PerceptualHash } from '../duplicates/similarity';

/** What was found in a file; there also where it is not what a list says. */
export interface Findings {
  readonly digests?: Digests;
  /** Digest of what an image shows; images with the same one look the same to the pixel. */
  readonly pixelDigest?: string;
  readonly perceptualHash?: PerceptualHash;
  /** A path under which a mislabeled file would be right; nothing is there. */
  readonly renameTo?: string;
}
