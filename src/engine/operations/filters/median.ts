import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation, unmultiplied } from '../core/operation';

/** Replaces each pixel by the median of its neighborhood. */
export const median: SharpOperation<StepOf<'median'>> = {
  rank: rank.median,
  span: unmultiplied(rank.median),
  // libvips supports no neighborhood larger than the image.
  changes: ({ size }, { width, height }) => Math.min(size, width, height) > 1,
  apply: (image, { size }, { width, height }) => image.median(Math.min(size, width, height)),
};
