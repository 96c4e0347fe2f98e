import type { StepOf } from '../../../shared/recipe';
import { type Picture, rank, type SharpOperation } from '../operation';
import { eightBits } from './eightBits';
import { greySpace } from './greyscale';

/** Black below a value, white from it on. */
export const threshold: SharpOperation<StepOf<'threshold'>> = {
  rank: rank.filter,
  rgb: true,
  traits: ({ greyscale, intensity }, picture: Picture) => eightBits(greyscale && intensity === 100 ? greySpace(picture) : picture),
  apply: (image, { value, greyscale }) => image.threshold(value, { greyscale }),
};
