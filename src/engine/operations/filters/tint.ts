import type { StepOf } from '../../../shared/recipe';
import { withColour } from '../geometry';
import { rank, type SharpOperation } from '../operation';

/** Colours the picture and keeps its luminance. */
export const tint: SharpOperation<StepOf<'tint'>> = {
  rank: rank.filter,
  rgb: true,
  traits: (_, picture) => withColour(picture),
  apply: (image, { colour }) => image.tint(colour),
};
