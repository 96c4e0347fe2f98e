import color from '@img/colour';
import type { StepOf } from '../../../shared/recipe/recipe';
import type { PixelSize } from '../../../shared/values/pixelSize';
import { padBackground, paddedNeeds, paddedTraits } from '../core/geometry';
import { alone, type ImageState, rank, type SharpOperation } from '../core/operation';

type RotateStep = StepOf<'rotate'>;

function isQuarterTurn({ angle }: RotateStep): boolean {
  return angle % 90 === 0;
}

/** The bounding box of the rotated image, rounded as libvips does. */
function rotatedSize(step: RotateStep, { width, height }: PixelSize): PixelSize {
  if (isQuarterTurn(step)) return step.angle % 180 === 0 ? { width, height } : { width: height, height: width };
  const radians = (step.angle * Math.PI) / 180;
  const [cos, sin] = [Math.abs(Math.cos(radians)), Math.abs(Math.sin(radians))];
  return { width: Math.round(width * cos + height * sin), height: Math.round(width * sin + height * cos) };
}

/** The color of the new corners multiplied by its opacity: libvips divides by the opacity after the rotation. */
function cornerColor({ background }: RotateStep, state: ImageState): { r: number; g: number; b: number; alpha: number } {
  const asked = color(padBackground(background, state));
  const [r = 0, g = 0, b = 0] = asked
    .rgb()
    .array()
    .map((sample) => sample * asked.alpha());
  return { r, g, b, alpha: asked.alpha() };
}

/** Rotates the image clockwise. */
export const rotate: SharpOperation<RotateStep> = {
  rank: rank.rotate,
  // sharp premultiplies colors for the rotation. Next to other steps that premultiply, it would do so twice.
  span: (step, state) => (isQuarterTurn(step) || !paddedTraits(step.background, state).alpha ? [rank.rotate, rank.rotate] : alone),
  size: rotatedSize,
  traits: (step, state) => (isQuarterTurn(step) ? {} : paddedTraits(step.background, state)),
  needs: (step, state) => (isQuarterTurn(step) ? {} : paddedNeeds(step.background, state)),
  changes: ({ angle }) => angle % 360 !== 0,
  apply: (image, step, state) => image.rotate(step.angle, { background: cornerColor(step, state) }),
};
