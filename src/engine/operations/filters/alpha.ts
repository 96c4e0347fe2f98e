import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation } from '../core/operation';

/** Removes the transparency, or makes sure that there is a channel for it. */
export const alpha: SharpOperation<StepOf<'alpha'>> = {
  rank: rank.filter,
  traits: ({ mode }) => ({ alpha: mode === 'ensure' }),
  changes: ({ mode }, state) => state.alpha !== (mode === 'ensure'),
  // The frames of an animation have a channel in any case: one that says nothing makes way.
  apply: (image, { mode, opacity }) => (mode === 'remove' ? image.removeAlpha() : image.removeAlpha().ensureAlpha(opacity / 100)),
};
