import type { Step, StepKind, StepOf } from '../../shared/recipe/recipe';
import type { PixelSize } from '../../shared/values/pixelSize';
import { equal } from './core/geometry';
import type { ImageState, Operation } from './core/operation';
import { alpha } from './filters/alpha';
import { blur } from './filters/blur';
import { clahe } from './filters/clahe';
import { contrast } from './filters/contrast';
import { convolve } from './filters/convolve';
import { denoise } from './filters/denoise';
import { edge } from './filters/edge';
import { emboss } from './filters/emboss';
import { flatten } from './filters/flatten';
import { gamma } from './filters/gamma';
import { grayscale } from './filters/grayscale';
import { median } from './filters/median';
import { modulate } from './filters/modulate';
import { negate } from './filters/negate';
import { normalize } from './filters/normalize';
import { pixelate } from './filters/pixelate';
import { posterize } from './filters/posterize';
import { sepia } from './filters/sepia';
import { sharpen } from './filters/sharpen';
import { threshold } from './filters/threshold';
import { tint } from './filters/tint';
import { unsharp } from './filters/unsharp';
import { vignette } from './filters/vignette';
import { watermark } from './filters/watermark';
import { crop } from './geometry/crop';
import { flip, flop } from './geometry/mirror';
import { pad } from './geometry/pad';
import { resize } from './geometry/resize';
import { rotate } from './geometry/rotate';
import { trim } from './geometry/trim';

export type { PixelSize } from '../../shared/values/pixelSize';
export type { ImageState, Operation } from './core/operation';

/** Every operation by its name in the schema; forgetting one does not compile. */
const operations = {
  resize,
  crop,
  trim,
  pad,
  rotate,
  flip,
  flop,
  blur,
  sharpen,
  unsharp,
  median,
  denoise,
  gamma,
  negate,
  normalize,
  clahe,
  threshold,
  modulate,
  contrast,
  tint,
  grayscale,
  sepia,
  vignette,
  pixelate,
  posterize,
  emboss,
  edge,
  convolve,
  flatten,
  alpha,
  watermark,
} satisfies { [Kind in StepKind]: Operation<StepOf<Kind>> };

export function operationOf(step: Step): Operation<Step> {
  return operations[step.operation] as Operation<Step>;
}

/** The size after all steps; undefined where only the pixels tell. */
export function sizeAfter(steps: readonly Step[], before: PixelSize): PixelSize | undefined {
  return steps.reduce<PixelSize | undefined>((size, step) => {
    const operation = operationOf(step);
    return size && (operation.size ? operation.size(step, size) : size);
  }, before);
}

/** Whether a step changes the image it is given. */
export function changes(step: Step, state: ImageState): boolean {
  if ('intensity' in step && step.intensity === 0) return false;
  const { changes: asked } = operationOf(step);
  return asked ? asked(step, state) : true;
}

/** What is known of the image after a step, its size apart where only the pixels tell. */
export function stateAfter(step: Step, state: ImageState): ImageState {
  const { size, traits } = operationOf(step);
  return { ...state, ...traits?.(step, state), ...size?.(step, state) };
}

/** The steps that change an image; those behind one whose size only the pixels tell are taken to. */
export function effectiveSteps(steps: readonly Step[], before: ImageState): Step[] {
  let state = before;
  let known = true;
  return steps.filter((step) => {
    if (known && !changes(step, state)) return false;
    known &&= operationOf(step).size?.(step, state) !== undefined || operationOf(step).size === undefined;
    if (known) state = stateAfter(step, state);
    return true;
  });
}

export { equal };
