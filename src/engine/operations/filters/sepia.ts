import type { StepOf } from '../../../shared/recipe';
import { withColour } from '../geometry';
import { rank, type SharpOperation } from '../operation';

/** The brown of old photos. The matrix is that of CSS (Filter Effects Module Level 1, W3C). */
export const sepia: SharpOperation<StepOf<'sepia'>> = {
  rank: rank.filter,
  rgb: true,
  traits: (_, picture) => withColour(picture),
  apply: (image) =>
    image.recomb([
      [0.393, 0.769, 0.189],
      [0.349, 0.686, 0.168],
      [0.272, 0.534, 0.131],
    ]),
};
