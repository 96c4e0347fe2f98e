import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation, unmultiplied } from '../core/operation';

/** The median of the neighborhood of each pixel. */
export const median: SharpOperation<StepOf<'median'>> = {
  rank: rank.filter,
  span: unmultiplied,
  // libvips takes no neighborhood larger than the image.
  changes: ({ size }, { width, height }) => Math.min(size, width, height) > 1,
  apply: (image, { size }, { width, height }) => image.median(Math.min(size, width, height)),
};
