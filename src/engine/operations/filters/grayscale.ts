import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';
import { isGrey } from '../core/workingSpace';

/** Takes the colours away; a part of them stays with an intensity, and the picture is RGB then. */
export const greyscale: SharpOperation<StepOf<'greyscale'>> = {
  rank: rank.colours,
  // sharp's own greyscale has 8 bits; being converted is all that deep pictures need.
  needs: ({ intensity }, { space }) => ({ rgb: true, grey: intensity === 100 && space !== 'srgb' }),
  traits: ({ intensity }, { space }) => (intensity === 100 && !isGrey(space) ? { space: 'b-w' } : {}),
  changes: (_, { space }) => !isGrey(space),
  apply: (image, _, { space }) => (isGrey(space) ? image : image.greyscale()),
};
