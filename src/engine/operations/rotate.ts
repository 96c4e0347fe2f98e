import type { StepOf } from '../../shared/recipe';
import { padBackground, paddedTraits } from './geometry';
import { type PixelSize, rank, type SharpOperation } from './operation';

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

/** Turns the picture clockwise. */
export const rotate: SharpOperation<RotateStep> = {
  rank: rank.rotate,
  size: sizeOf,
  traits: (step, picture) => (isQuarter(step) ? {} : paddedTraits(step.background, picture)),
  changes: ({ angle }) => angle % 360 !== 0,
  apply: (image, step, picture) => image.rotate(step.angle, { background: padBackground(step.background, picture) }),
};
