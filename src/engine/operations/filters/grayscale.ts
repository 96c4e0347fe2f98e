import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';
import { isGray } from '../core/workingSpace';

/** Takes the colors away; a part of them stays with an intensity, and the image is RGB then. */
export const grayscale: SharpOperation<StepOf<'grayscale'>> = {
  rank: rank.colors,
  // sharp's own grayscale has 8 bits; being converted is all that deep images need.
  needs: ({ intensity }, { space }) => ({ rgb: true, gray: intensity === 100 && space !== 'srgb' }),
  traits: ({ intensity }, { space }) => (intensity === 100 && !isGray(space) ? { space: 'b-w' } : {}),
  changes: (_, { space }) => !isGray(space),
  apply: (image, _, { space }) => (isGray(space) ? image : image.grayscale()),
};
