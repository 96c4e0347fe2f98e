import type { StepOf } from '../../shared/recipe';
import { rank, type SharpOperation } from './operation';

/** Cuts off a border of one colour; what is left is known when the pixels are. A picture of one colour stays. */
export const trim: SharpOperation<StepOf<'trim'>> = {
  rank: rank.trim,
  size: () => undefined,
  apply: (image, { background, threshold, lineArt, margin }) =>
    image.trim({ threshold, lineArt, margin, ...(background !== undefined && { background }) }),
};
