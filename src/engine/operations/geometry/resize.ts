import type { Sharp } from 'sharp';
import type { StepOf } from '../../../shared/recipe/recipe';
import type { PixelSize } from '../../../shared/values/pixelSize';
import { equal, gravityOffset, padBackground, paddedNeeds, paddedTraits, scale } from '../core/geometry';
import { type ImageState, rank, type SharpOperation } from '../core/operation';

type ResizeStep = StepOf<'resize'>;

/** The sizes of a resize: the image is scaled to `scaled`, then cropped or padded to `canvas`. */
export interface ResizeGeometry {
  readonly scaled: PixelSize;
  readonly canvas: PixelSize;
}

function smallerSize(a: PixelSize, b: PixelSize): PixelSize {
  return { width: Math.min(a.width, b.width), height: Math.min(a.height, b.height) };
}

/** The scale factor of a size that keeps the aspect ratio. 1 if only rounding is requested; undefined for a box. */
function factorOf(step: ResizeStep, { width, height }: PixelSize): number | undefined {
  if (step.percent !== undefined) return step.percent / 100;
  if (step.longEdge !== undefined) return step.longEdge / Math.max(width, height);
  if (step.shortEdge !== undefined) return step.shortEdge / Math.min(width, height);
  if (step.megapixels !== undefined) return Math.sqrt((step.megapixels * 1_000_000) / (width * height));
  if (step.width !== undefined && step.height !== undefined) return undefined;
  if (step.width !== undefined) return step.width / width;
  return step.height !== undefined ? step.height / height : 1;
}

function maxFactor({ enlarge }: ResizeStep): number {
  return enlarge ? Number.POSITIVE_INFINITY : 1;
}

function insideFactor(box: PixelSize, before: PixelSize): number {
  return Math.min(box.width / before.width, box.height / before.height);
}

/** The sizes before they are rounded to a multiple or a power of two. */
function unroundedGeometry(step: ResizeStep, before: PixelSize): ResizeGeometry {
  const limit = maxFactor(step);
  const same = (size: PixelSize): ResizeGeometry => ({ scaled: size, canvas: size });
  const factor = factorOf(step, before);
  if (factor !== undefined) return same(scale(before, Math.min(limit, factor)));
  const box: PixelSize = { width: step.width as number, height: step.height as number };
  const inside = insideFactor(box, before);
  const outside = Math.max(box.width / before.width, box.height / before.height);
  switch (step.fit) {
    case 'inside':
      return same(scale(before, Math.min(limit, inside)));
    case 'outside':
      return same(scale(before, Math.min(limit, outside)));
    case 'fill':
      return same(step.enlarge ? box : smallerSize(box, before));
    case 'cover': {
      const canvas = step.enlarge ? box : smallerSize(box, before);
      return { scaled: scale(before, Math.max(canvas.width / before.width, canvas.height / before.height)), canvas };
    }
    case 'contain':
      return { scaled: scale(before, Math.min(limit, inside)), canvas: box };
  }
}

const powers = { nearest: Math.round, up: Math.ceil, down: Math.floor } as const;

/** A side rounded to a multiple or a power of two, never to 0. */
function roundSide(side: number, { multipleOf, powerOfTwo }: ResizeStep): number {
  if (multipleOf !== undefined) return Math.max(multipleOf, Math.floor(side / multipleOf) * multipleOf);
  return powerOfTwo === undefined ? side : 2 ** powers[powerOfTwo](Math.log2(side));
}

/**
 * Computes the sizes for every fit, and passes whole numbers to sharp. So the plan knows the size of each result, and the names
 * and conflicts that depend on it, before a pixel is decoded.
 */
export function geometry(step: ResizeStep, before: PixelSize): ResizeGeometry {
  const plain = unroundedGeometry(step, before);
  if (step.multipleOf === undefined && step.powerOfTwo === undefined) return plain;
  const canvas = { width: roundSide(plain.canvas.width, step), height: roundSide(plain.canvas.height, step) };
  if (equal(plain.scaled, plain.canvas)) return { scaled: canvas, canvas };
  if (step.fit === 'contain') return { scaled: scale(before, Math.min(maxFactor(step), insideFactor(canvas, before))), canvas };
  return { scaled: scale(before, Math.max(canvas.width / before.width, canvas.height / before.height)), canvas };
}

function apply(image: Sharp, step: ResizeStep, state: ImageState): Sharp {
  const { scaled, canvas } = geometry(step, state);
  const { kernel, position } = step;
  if (step.fit === 'cover' && !equal(scaled, canvas)) return image.resize(canvas.width, canvas.height, { fit: 'cover', position, kernel });
  const resized = equal(scaled, state) ? image : image.resize(scaled.width, scaled.height, { fit: 'fill', kernel });
  if (equal(scaled, canvas)) return resized;
  const { left, top } = gravityOffset(
    step.position === 'attention' || step.position === 'entropy' ? 'center' : step.position,
    scaled,
    canvas,
  );
  const [right, bottom] = [canvas.width - scaled.width - left, canvas.height - scaled.height - top];
  return resized.extend({ left, top, right, bottom, background: padBackground(step.background, state) });
}

function isPadded(step: ResizeStep, before: PixelSize): boolean {
  const { scaled, canvas } = geometry(step, before);
  return step.fit === 'contain' && !equal(scaled, canvas);
}

/** Resizes the image. It is enlarged only on request. */
export const resize: SharpOperation<ResizeStep> = {
  rank: rank.resize,
  // sharp crops after quarter turns, and pads after every rotation.
  span: (step, state) => [rank.resize, isPadded(step, state) ? rank.pad : step.fit === 'cover' ? rank.rotate : rank.resize],
  size: (step, before) => geometry(step, before).canvas,
  traits: (step, state) => (isPadded(step, state) ? paddedTraits(step.background, state) : {}),
  needs: (step, state) => (isPadded(step, state) ? paddedNeeds(step.background, state) : {}),
  changes: (step, state) => {
    const { scaled, canvas } = geometry(step, state);
    return !equal(scaled, state) || !equal(canvas, state);
  },
  apply,
};
