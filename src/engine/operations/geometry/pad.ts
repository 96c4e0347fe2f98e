import type { Sharp } from 'sharp';
import type { StepOf } from '../../../shared/recipe/recipe';
import { ratioOf } from '../../../shared/values/aspectRatio';
import type { PixelSize } from '../../../shared/values/pixelSize';
import { equal, gravityOffset, padBackground, paddedNeeds, paddedTraits } from '../core/geometry';
import { type ImageState, rank, type SharpOperation } from '../core/operation';
import { paste } from '../core/paste';

type PadStep = StepOf<'pad'>;

/** The size of the canvas, never smaller than the image. */
export function canvasOf({ width = 0, height = 0, aspectRatio, margin = 0 }: PadStep, before: PixelSize): PixelSize {
  if (aspectRatio === undefined) {
    return { width: Math.max(width, before.width) + 2 * margin, height: Math.max(height, before.height) + 2 * margin };
  }
  const ratio = ratioOf(aspectRatio);
  return before.width / before.height < ratio
    ? { width: Math.max(before.width, Math.round(before.height * ratio)), height: before.height }
    : { width: before.width, height: Math.max(before.height, Math.round(before.width / ratio)) };
}

/** Sigma of the blurred background, as a fraction of the shorter side of the canvas. */
const blurFraction = 0.03;

/** sharp's largest sigma. */
const maxSigma = 1000;

/** A blurred copy of the image that covers the canvas. */
function blurredBackground(image: Sharp, { width, height }: PixelSize): Sharp {
  const sigma = Math.min(maxSigma, Math.max(1, Math.min(width, height) * blurFraction));
  return image.resize(width, height, { fit: 'cover' }).blur(sigma);
}

function apply(image: Sharp, step: PadStep, state: ImageState): Sharp {
  const canvas = canvasOf(step, state);
  if (step.background === 'blur') return blurredBackground(image, canvas);
  const { left, top } = gravityOffset(step.gravity, state, canvas);
  const [right, bottom] = [canvas.width - state.width - left, canvas.height - state.height - top];
  return image.extend({ left, top, right, bottom, background: padBackground(step.background, state) });
}

/** Extends the canvas. */
export const pad: SharpOperation<PadStep> = {
  rank: rank.pad,
  size: canvasOf,
  traits: ({ background }, state) => (background === 'blur' ? {} : paddedTraits(background, state)),
  needs: ({ background }, state) => (background === 'blur' ? {} : paddedNeeds(background, state)),
  changes: (step, state) => !equal(canvasOf(step, state), state),
  apply,
  merge: ({ background, gravity }) => {
    if (background !== 'blur') return undefined;
    return (before, after) => paste(after, before, gravityOffset(gravity, before, after));
  },
};
