import color from '@img/colour';
import type { StepOf } from '../../../shared/recipe/recipe';
import type { PixelSize } from '../../../shared/values/pixelSize';
import { padBackground, paddedNeeds, paddedTraits } from '../core/geometry';
import { alone, type ImageState, rank, type SharpOperation } from '../core/operation';

type RotateStep = StepOf<'rotate'>;

function isQuarter({ angle }: RotateStep): boolean {
  return angle % 90 === 0;
}

/** The box around the turned image, rounded as by libvips. */
function sizeOf(step: RotateStep, { width, height }: PixelSize): PixelSize {
  if (isQuarter(step)) return step.angle % 180 === 0 ? { width, height } : { width: height, height: width };
  const radians = (step.angle * Math.PI) / 180;
  const [cos, sin] = [Math.abs(Math.cos(radians)), Math.abs(Math.sin(radians))];
  return { width: Math.round(width * cos + height * sin), height: Math.round(width * sin + height * cos) };
}

/** The color of the new corners times its opacity: libvips' turning divides it by that. */
function cornerColor({ background }: RotateStep, state: ImageState): { r: number; g: number; b: number; alpha: number } {
  const asked = color(padBackground(background, state));
  const [r = 0, g = 0, b = 0] = asked
    .rgb()
    .array()
    .map((sample) => sample * asked.alpha());
  return { r, g, b, alpha: asked.alpha() };
}

/** Turns the image clockwise. */
export const rotate: SharpOperation<RotateStep> = {
  rank: rank.rotate,
  // Turning weighs colors by their transparency on its own: beside steps that do, they would be weighed twice.
  span: (step, state) => (isQuarter(step) || !paddedTraits(step.background, state).alpha ? [rank.rotate, rank.rotate] : alone),
  size: sizeOf,
  traits: (step, state) => (isQuarter(step) ? {} : paddedTraits(step.background, state)),
  needs: (step, state) => (isQuarter(step) ? {} : paddedNeeds(step.background, state)),
  changes: ({ angle }) => angle % 360 !== 0,
  apply: (image, step, state) => image.rotate(step.angle, { background: cornerColor(step, state) }),
};
