import colour from '@img/colour';
import type { StepOf } from '../../../shared/recipe/recipe';
import { padBackground, paddedNeeds, paddedTraits } from '../core/geometry';
import { alone, type Picture, type PixelSize, rank, type SharpOperation } from '../core/operation';

type RotateStep = StepOf<'rotate'>;

function isQuarter({ angle }: RotateStep): boolean {
  return angle % 90 === 0;
}

/** The box around the turned picture, rounded as by libvips. */
function sizeOf(step: RotateStep, { width, height }: PixelSize): PixelSize {
  if (isQuarter(step)) return step.angle % 180 === 0 ? { width, height } : { width: height, height: width };
  const radians = (step.angle * Math.PI) / 180;
  const [cos, sin] = [Math.abs(Math.cos(radians)), Math.abs(Math.sin(radians))];
  return { width: Math.round(width * cos + height * sin), height: Math.round(width * sin + height * cos) };
}

/** The colour of the new corners times its opacity: libvips' turning divides it by that. */
function cornerColour({ background }: RotateStep, picture: Picture): { r: number; g: number; b: number; alpha: number } {
  const asked = colour(padBackground(background, picture));
  const [r = 0, g = 0, b = 0] = asked
    .rgb()
    .array()
    .map((sample) => sample * asked.alpha());
  return { r, g, b, alpha: asked.alpha() };
}

/** Turns the picture clockwise. */
export const rotate: SharpOperation<RotateStep> = {
  rank: rank.rotate,
  // Turning weighs colours by their transparency on its own: beside steps that do, they would be weighed twice.
  span: (step, picture) => (isQuarter(step) || !paddedTraits(step.background, picture).alpha ? [rank.rotate, rank.rotate] : alone),
  size: sizeOf,
  traits: (step, picture) => (isQuarter(step) ? {} : paddedTraits(step.background, picture)),
  needs: (step, picture) => (isQuarter(step) ? {} : paddedNeeds(step.background, picture)),
  changes: ({ angle }) => angle % 360 !== 0,
  apply: (image, step, picture) => image.rotate(step.angle, { background: cornerColour(step, picture) }),
};
