import type { StepOf } from '../../../shared/recipe/recipe';
import { rank, type SharpOperation, unmultiplied } from '../core/operation';

/** Changes brightness, saturation, hue and lightness in LCh. */
export const modulate: SharpOperation<StepOf<'modulate'>> = {
  rank: rank.modulate,
  span: unmultiplied(rank.modulate),
  needs: () => ({ rgb: true }),
  apply: (image, { brightness, saturation, hue, lightness }) =>
    image.modulate({
      ...(brightness !== undefined && { brightness }),
      ...(saturation !== undefined && { saturation }),
      ...(hue !== undefined && { hue: ((hue % 360) + 360) % 360 }),
      ...(lightness !== undefined && { lightness }),
    }),
};
