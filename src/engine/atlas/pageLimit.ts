import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import type { PixelSize } from '../../shared/values/pixelSize';

/** What fits on a page of an atlas. */

interface PageLimits {
  /** Longest side of a page. */
  readonly maxSize: number;
  /** Whether the sides of a page are powers of two. */
  readonly powerOfTwo: boolean;
}

/** The largest side that a page may have. */
export function largestSide({ maxSize, powerOfTwo }: PageLimits): number {
  return powerOfTwo ? 2 ** Math.floor(Math.log2(maxSize)) : maxSize;
}

/** @throws FailureError `too-large` if an image does not fit on a page */
export function refuseLargeSprite({ width, height }: PixelSize, limits: PageLimits): void {
  const side = largestSide(limits);
  if (width <= side && height <= side) return;
  throw new FailureError(
    'too-large',
    l10n.t(
      'The image would have {0} x {1} pixels, but a page of the atlas has at most {2} x {2}. Make the image smaller, or raise maxSize.',
      ...[width, height, side],
    ),
  );
}
