import type { StepOf } from '../../../shared/recipe';
import { type Picture, rank, type SharpOperation } from '../operation';

const spaces: Readonly<Record<string, string>> = { srgb: 'b-w', rgb16: 'grey16' };

/** The space of a picture whose colours were taken away. */
export function greySpace({ space }: Pick<Picture, 'space'>): Pick<Picture, 'space'> {
  return { space: spaces[space] ?? space };
}

/** Takes the colours away; a part of them stays with an intensity, and the picture is RGB then. */
export const greyscale: SharpOperation<StepOf<'greyscale'>> = {
  rank: rank.colours,
  rgb: true,
  traits: ({ intensity }, picture) => (intensity === 100 ? greySpace(picture) : {}),
  apply: (image) => image.greyscale(),
};
