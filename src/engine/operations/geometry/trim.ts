import type { Sharp } from 'sharp';
import type { StepOf } from '../../../shared/recipe/recipe';
import { isGrayColor } from '../core/geometry';
import { type ImageState, rank, type SharpOperation } from '../core/operation';
import { isGray } from '../core/workingSpace';

type TrimStep = StepOf<'trim'>;

/** Smallest side at which libvips finds a border: it smooths photos with neighborhoods of three pixels. */
const minSide = 3;

/** Whether there can be a border: not in a tiny image, and not a colored one around a gray image. */
function canTrim({ background }: TrimStep, { width, height, space }: ImageState): boolean {
  const isImpossible = background !== undefined && isGray(space) && !isGrayColor(background);
  return Math.max(width, height) >= minSide && !isImpossible;
}

function apply(image: Sharp, { background, threshold, lineArt, margin }: TrimStep, { width, height, space }: ImageState): Sharp {
  // For 16-bit images, sharp scales the threshold only if the background is given.
  const deep = space === 'rgb16' || space === 'grey16';
  return image.trim({
    threshold: deep && background === undefined ? threshold * 257 : threshold,
    lineArt: lineArt || Math.min(width, height) < minSide,
    margin,
    ...(background !== undefined && { background }),
  });
}

/** Trims a border of one color. The new size depends on the pixels. An image of a single color is left unchanged. */
export const trim: SharpOperation<TrimStep> = {
  rank: rank.trim,
  size: () => undefined,
  needs: ({ background }) => ({ rgb: background !== undefined }),
  changes: canTrim,
  apply,
};
