import type { Sharp } from 'sharp';
import type { StepOf } from '../../../shared/recipe/recipe';
import { isGrayColor } from '../core/geometry';
import { type ImageState, rank, type SharpOperation } from '../core/operation';
import { isGray } from '../core/workingSpace';

type TrimStep = StepOf<'trim'>;

/** Side below which libvips finds no border: it smooths photos by neighborhoods of three pixels. */
const leastSide = 3;

/** Whether a border is looked for: not in a spot, and not one of red around a gray image. */
function changes({ background }: TrimStep, { width, height, space }: ImageState): boolean {
  const cannotBe = background !== undefined && isGray(space) && !isGrayColor(background);
  return Math.max(width, height) >= leastSide && !cannotBe;
}

function apply(image: Sharp, { background, threshold, lineArt, margin }: TrimStep, { width, height, space }: ImageState): Sharp {
  // sharp stretches the threshold of 16-bit images where it is told the color, and forgets to where it is not.
  const deep = space === 'rgb16' || space === 'grey16';
  return image.trim({
    threshold: deep && background === undefined ? threshold * 257 : threshold,
    lineArt: lineArt || Math.min(width, height) < leastSide,
    margin,
    ...(background !== undefined && { background }),
  });
}

/** Cuts off a border of one color; what is left is known when the pixels are. An image of one color stays. */
export const trim: SharpOperation<TrimStep> = {
  rank: rank.trim,
  size: () => undefined,
  needs: ({ background }) => ({ rgb: background !== undefined }),
  changes,
  apply,
};
