import type { StepOf } from '../../../shared/recipe';
import { rank, type SharpOperation } from '../operation';

/** Removes the transparency, or makes sure that there is a channel for it. */
export const alpha: SharpOperation<StepOf<'alpha'>> = {
  rank: rank.filter,
  traits: ({ mode }) => ({ alpha: mode === 'ensure' }),
  changes: ({ mode }, picture) => picture.alpha !== (mode === 'ensure'),
  apply: (image, { mode, opacity }) => (mode === 'remove' ? image.removeAlpha() : image.ensureAlpha(opacity / 100)),
};
