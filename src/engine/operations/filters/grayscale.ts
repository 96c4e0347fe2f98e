import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';
import { isGray } from '../core/workingSpace';

/** Converts to grayscale. With an intensity below 100, some color remains, and the image stays RGB. */
export const grayscale: SharpOperation<StepOf<'grayscale'>> = {
  rank: rank.colors,
  // sharp's grayscale makes 8 bits. For 16 bits, the conversion to gray before the step is enough.
  needs: ({ intensity }, { space }) => ({ rgb: true, gray: intensity === 100 && space !== 'srgb' }),
  traits: ({ intensity }, { space }) => (intensity === 100 && !isGray(space) ? { space: 'b-w' } : {}),
  changes: (_, { space }) => !isGray(space),
  apply: (image, _, { space }) => (isGray(space) ? image : image.grayscale()),
};
