import type { Sharp } from 'sharp';
import type { StepOf } from '../../../shared/recipe/recipe';
import { ratioOf } from '../../../shared/values/aspectRatio';
import { equal, gravityOffset, padBackground, paddedNeeds, paddedTraits } from '../core/geometry';
import { type Picture, type PixelSize, rank, type SharpOperation } from '../core/operation';
import { paste } from '../core/paste';

type PadStep = StepOf<'pad'>;

/** The canvas; never smaller than the picture. */
function canvasOf({ width = 0, height = 0, aspectRatio, margin = 0 }: PadStep, before: PixelSize): PixelSize {
  if (aspectRatio === undefined) {
    return { width: Math.max(width, before.width) + 2 * margin, height: Math.max(height, before.height) + 2 * margin };
  }
  const ratio = ratioOf(aspectRatio);
  return before.width / before.height < ratio
    ? { width: Math.max(before.width, Math.round(before.height * ratio)), height: before.height }
    : { width: before.width, height: Math.max(before.height, Math.round(before.width / ratio)) };
}

/** Share of the shorter side of the canvas that the Gaussian of a blurred border is wide. */
const blurShare = 0.03;

/** The widest Gaussian of sharp's. */
const maxSigma = 1000;

/** The picture itself over the whole canvas, blurred. */
function behind(image: Sharp, { width, height }: PixelSize): Sharp {
  const sigma = Math.min(maxSigma, Math.max(1, Math.min(width, height) * blurShare));
  return image.resize(width, height, { fit: 'cover' }).blur(sigma);
}

function apply(image: Sharp, step: PadStep, picture: Picture): Sharp {
  const canvas = canvasOf(step, picture);
  if (step.background === 'blur') return behind(image, canvas);
  const { left, top } = gravityOffset(step.gravity, picture, canvas);
  const [right, bottom] = [canvas.width - picture.width - left, canvas.height - picture.height - top];
  return image.extend({ left, top, right, bottom, background: padBackground(step.background, picture) });
}

/** Puts the picture on a larger canvas. */
export const pad: SharpOperation<PadStep> = {
  rank: rank.pad,
  size: canvasOf,
  traits: ({ background }, picture) => (background === 'blur' ? {} : paddedTraits(background, picture)),
  needs: ({ background }, picture) => (background === 'blur' ? {} : paddedNeeds(background, picture)),
  changes: (step, picture) => !equal(canvasOf(step, picture), picture),
  apply,
  merge: ({ background, gravity }) => {
    if (background !== 'blur') return undefined;
    return (before, after) => paste(after, before, gravityOffset(gravity, before, after));
  },
};
