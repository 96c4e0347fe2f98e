import type { Sharp } from 'sharp';
import type { StepOf } from '../../shared/recipe';
import { ratioOf } from '../../shared/schema/values';
import { equal, gravityOffset, padBackground, paddedTraits } from './geometry';
import { type Picture, type PixelSize, rank, type SharpOperation } from './operation';

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

/** Puts the picture on itself, enlarged and blurred. */
async function onBlur(image: Sharp, canvas: PixelSize, left: number, top: number, alpha: boolean): Promise<Sharp> {
  const picture = await image.clone().png({ compressionLevel: 0 }).toBuffer();
  const sigma = Math.max(1, Math.min(canvas.width, canvas.height) * blurShare);
  const { width, height } = canvas;
  const behind = await image.clone().resize(width, height, { fit: 'cover' }).blur(sigma).png({ compressionLevel: 0 }).toBuffer();
  // The image itself is stretched and then covered whole, so that what it knows beside its pixels stays with it.
  const padded = image.resize(width, height, { fit: 'fill' }).composite([
    { input: behind, left: 0, top: 0, blend: 'source' },
    { input: picture, left, top, blend: 'over' },
  ]);
  return alpha ? padded : padded.removeAlpha();
}

function apply(image: Sharp, step: PadStep, picture: Picture): Sharp | Promise<Sharp> {
  const canvas = canvasOf(step, picture);
  const { left, top } = gravityOffset(step.gravity, picture, canvas);
  if (step.background === 'blur') return onBlur(image, canvas, left, top, picture.alpha);
  const [right, bottom] = [canvas.width - picture.width - left, canvas.height - picture.height - top];
  return image.extend({ left, top, right, bottom, background: padBackground(step.background, picture) });
}

/** Puts the picture on a larger canvas. */
export const pad: SharpOperation<PadStep> = {
  rank: rank.pad,
  size: canvasOf,
  traits: (step, picture) => (step.background === 'blur' ? {} : paddedTraits(step.background, picture)),
  changes: (step, picture) => !equal(canvasOf(step, picture), picture),
  apply,
};
