import * as l10n from '@vscode/l10n';
import type { StepOf } from '../../../shared/recipe/recipe';
import { FailureError } from '../../../shared/run/failure';
import { ratioOf } from '../../../shared/values/aspectRatio';
import type { PixelSize } from '../../../shared/values/pixelSize';
import { equal, gravityOffset } from '../core/geometry';
import { rank, type SharpOperation } from '../core/operation';

type CropStep = StepOf<'crop'>;

interface CropBox extends PixelSize {
  readonly left: number;
  readonly top: number;
}

/** The largest box with an aspect ratio inside an image. */
function largestBox(ratio: number, { width, height }: PixelSize): PixelSize {
  const wide = width / height > ratio;
  return wide
    ? { width: Math.max(1, Math.round(height * ratio)), height }
    : { width, height: Math.max(1, Math.min(height, Math.round(width / ratio))) };
}

/** The box to crop to. @throws FailureError if it is outside the image */
export function boxOf(step: CropStep, before: PixelSize): CropBox {
  if (step.aspectRatio !== undefined) {
    const size = largestBox(ratioOf(step.aspectRatio), before);
    return { ...size, ...gravityOffset(step.gravity, size, before) };
  }
  const { width = before.width, height = before.height } = step;
  const placed = gravityOffset(step.gravity, { width: Math.min(width, before.width), height: Math.min(height, before.height) }, before);
  const { left = placed.left, top = placed.top } = step;
  if (left >= before.width || top >= before.height)
    throw new FailureError('outside-image', l10n.t('The crop box is outside the image of {0} x {1} pixels.', before.width, before.height));
  return { left, top, width: Math.min(width, before.width - left), height: Math.min(height, before.height - top) };
}

/** Crops to a box, or to the largest part with an aspect ratio. */
export const crop: SharpOperation<CropStep> = {
  rank: rank.crop,
  size: (step, before) => {
    const { width, height } = boxOf(step, before);
    return { width, height };
  },
  changes: (step, state) => !equal(boxOf(step, state), state),
  apply: (image, step, state) => image.extract(boxOf(step, state)),
};
