import type { StepOf } from '../../../shared/recipe';
import { type Picture, rank, type SharpOperation } from '../operation';
import { eightBits } from './eightBits';

/** Equalises the local contrast. libvips takes regions no larger than the picture, and 8 bits alone. */
export const clahe: SharpOperation<StepOf<'clahe'>> = {
  rank: rank.filter,
  rgb: true,
  traits: (_, picture) => eightBits(picture),
  apply: (image, { width, height, maxSlope }, picture: Picture) =>
    image.clahe({ width: Math.min(width, picture.width), height: Math.min(height, picture.height), maxSlope }),
};
