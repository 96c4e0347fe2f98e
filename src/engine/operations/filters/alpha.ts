import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';

/** Removes the alpha channel, or adds one if there is none. */
export const alpha: SharpOperation<StepOf<'alpha'>> = {
  rank: rank.alpha,
  traits: ({ mode }) => ({ alpha: mode === 'ensure' }),
  changes: ({ mode }, state) => state.alpha !== (mode === 'ensure'),
  // The frames of an animation always have an alpha channel; an opaque one is replaced.
  apply: (image, { mode, opacity }) => (mode === 'remove' ? image.removeAlpha() : image.removeAlpha().ensureAlpha(opacity / 100)),
};
