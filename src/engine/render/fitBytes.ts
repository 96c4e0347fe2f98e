import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import { formatBytes } from '../../shared/values/formatQuantity';

/** Makes a file that keeps to a limit of bytes: first by lowering the quality, then by shrinking the image. */

/** The limit, and how far quality and size may be lowered. */
export interface ByteLimit {
  readonly maxBytes: number;
  /** Undefined when the format has no quality to lower. */
  readonly quality: { readonly start: number; readonly least: number } | undefined;
  /** Smallest share of the requested size, 0 to 1. */
  readonly minScale: number;
}

interface WithBytes {
  readonly bytes: Buffer;
}

/** Makes the file at a quality, if its format has one, and at a share of the requested size. */
export type MakeAt<Output extends WithBytes> = (quality: number | undefined, scale: number) => Promise<Output>;

/** Most encodings at one size: a binary search over 100 qualities. */
const maxQualities = 7;
/** Most sizes that are tried. */
const maxScales = 6;

/** The file with the best quality within the limit at one size, or the smallest one if none is within it. */
async function bestQuality<Output extends WithBytes>(
  make: MakeAt<Output>,
  { maxBytes, quality }: ByteLimit,
  scale: number,
): Promise<Output> {
  const first = await make(quality?.start, scale);
  if (first.bytes.length <= maxBytes || !quality) return first;
  let fits: Output | undefined;
  let smallest = first;
  let [low, high] = [quality.least, quality.start - 1];
  for (let count = 0; count < maxQualities && low <= high; count += 1) {
    const middle = Math.floor((low + high) / 2);
    const made = await make(middle, scale);
    if (made.bytes.length <= maxBytes) {
      fits = made;
      low = middle + 1;
    } else {
      if (made.bytes.length < smallest.bytes.length) smallest = made;
      high = middle - 1;
    }
  }
  return fits ?? smallest;
}

/**
 * Makes a file of at most `maxBytes`, with a few encodings of one decoded image.
 * @throws FailureError `too-many-bytes` when even the lowest quality and size exceed the limit
 */
export async function fitBytes<Output extends WithBytes>(make: MakeAt<Output>, limit: ByteLimit): Promise<Output> {
  let scale = 1;
  let smallest = Number.POSITIVE_INFINITY;
  for (let count = 0; count < maxScales; count += 1) {
    const made = await bestQuality(make, limit, scale);
    if (made.bytes.length <= limit.maxBytes) return made;
    smallest = Math.min(smallest, made.bytes.length);
    if (scale <= limit.minScale) break;
    // Bytes grow roughly with the area. A little less than computed, so that the next attempt fits.
    const next = scale * Math.sqrt(limit.maxBytes / made.bytes.length) * 0.95;
    scale = count === maxScales - 2 ? limit.minScale : Math.max(limit.minScale, Math.min(next, scale * 0.9));
  }
  throw new FailureError(
    'too-many-bytes',
    l10n.t(
      'The file cannot be made as small as {0}: the smallest that the recipe allows is {1}. Allow a lower quality or a smaller size.',
      formatBytes(limit.maxBytes),
      formatBytes(smallest),
    ),
  );
}
