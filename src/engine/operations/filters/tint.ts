import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';

/** Colours the picture and keeps its luminance. sharp tells 256 tones apart, and would make grey again of what was grey. */
export const tint: SharpOperation<StepOf<'tint'>> = {
  rank: rank.filter,
  needs: () => ({ colours: true, eightBits: true }),
  apply: (image, { colour }) => image.tint(colour),
};
