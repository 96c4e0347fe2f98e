import type { Sharp } from 'sharp';
import type { ResizeStep } from '../../shared/recipe';
import type { Operation, Picture, PixelSize } from './operation';

/** How a resize works out: the picture is scaled to `scaled`, then cut or padded to `canvas`. */
interface Geometry {
  readonly scaled: PixelSize;
  readonly canvas: PixelSize;
}

function scale({ width, height }: PixelSize, factor: number): PixelSize {
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

function least(a: PixelSize, b: PixelSize): PixelSize {
  return { width: Math.min(a.width, b.width), height: Math.min(a.height, b.height) };
}

/**
 * The size is worked out here, for every fit, and sharp is given whole numbers: so the plan knows each result's size
 * before a pixel is decoded, and the names and clashes that follow from it.
 */
function geometry(step: ResizeStep, before: PixelSize): Geometry {
  const limit = step.enlarge ? Number.POSITIVE_INFINITY : 1;
  const same = (size: PixelSize): Geometry => ({ scaled: size, canvas: size });
  if (step.percent !== undefined) return same(scale(before, Math.min(limit, step.percent / 100)));
  if (step.longEdge !== undefined) return same(scale(before, Math.min(limit, step.longEdge / Math.max(before.width, before.height))));
  const { width, height } = step;
  if (width === undefined || height === undefined) {
    const factor = width !== undefined ? width / before.width : (height as number) / before.height;
    return same(scale(before, Math.min(limit, factor)));
  }
  const box: PixelSize = { width, height };
  const inside = Math.min(width / before.width, height / before.height);
  const outside = Math.max(width / before.width, height / before.height);
  switch (step.fit) {
    case 'inside':
      return same(scale(before, Math.min(limit, inside)));
    case 'outside':
      return same(scale(before, Math.min(limit, outside)));
    case 'fill':
      return same(step.enlarge ? box : least(box, before));
    case 'cover': {
      const canvas = step.enlarge ? box : least(box, before);
      const factor = Math.max(canvas.width / before.width, canvas.height / before.height);
      return { scaled: scale(before, factor), canvas };
    }
    case 'contain':
      return { scaled: scale(before, Math.min(limit, inside)), canvas: box };
  }
}

function equal(a: PixelSize, b: PixelSize): boolean {
  return a.width === b.width && a.height === b.height;
}

function pad(image: Sharp, from: PixelSize, to: PixelSize, transparent: boolean): Sharp {
  const left = Math.floor((to.width - from.width) / 2);
  const top = Math.floor((to.height - from.height) / 2);
  const background = transparent ? { r: 0, g: 0, b: 0, alpha: 0 } : '#fff';
  return image.extend({ left, top, right: to.width - from.width - left, bottom: to.height - from.height - top, background });
}

function apply(image: Sharp, step: ResizeStep, picture: Picture): Sharp {
  const { scaled, canvas } = geometry(step, picture);
  if (step.fit === 'cover' && !equal(scaled, canvas)) return image.resize(canvas.width, canvas.height, { fit: 'cover' });
  const resized = equal(scaled, picture) ? image : image.resize(scaled.width, scaled.height, { fit: 'fill' });
  return equal(scaled, canvas) ? resized : pad(resized, scaled, canvas, picture.transparent);
}

/** Changes the size in pixels; never enlarges unless asked to. */
export const resize: Operation<ResizeStep> = {
  size: (step, before) => geometry(step, before).canvas,
  apply,
};
