import type { Step, StepKind, StepOf } from '../../shared/recipe/recipe';
import { equal } from './core/geometry';
import type { Operation, Picture, PixelSize } from './core/operation';
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
import { greyscale } from './filters/grayscale';
import { median } from './filters/median';
import { modulate } from './filters/modulate';
import { negate } from './filters/negate';
import { normalise } from './filters/normalize';
import { pixelate } from './filters/pixelate';
import { posterise } from './filters/posterize';
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

export type { Operation, Picture, PixelSize } from './core/operation';

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
  normalise,
  clahe,
  threshold,
  modulate,
  contrast,
  tint,
  greyscale,
  sepia,
  vignette,
  pixelate,
  posterise,
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

/** Whether a step changes the picture it is given. */
export function changes(step: Step, picture: Picture): boolean {
  if ('intensity' in step && step.intensity === 0) return false;
  const { changes: asked } = operationOf(step);
  return asked ? asked(step, picture) : true;
}

/** What is known of the picture after a step, its size apart where only the pixels tell. */
export function pictureAfter(step: Step, picture: Picture): Picture {
  const { size, traits } = operationOf(step);
  return { ...picture, ...traits?.(step, picture), ...size?.(step, picture) };
}

/** The steps that change a picture; those behind one whose size only the pixels tell are taken to. */
export function effectiveSteps(steps: readonly Step[], before: Picture): Step[] {
  let picture = before;
  let known = true;
  return steps.filter((step) => {
    if (known && !changes(step, picture)) return false;
    known &&= operationOf(step).size?.(step, picture) !== undefined || operationOf(step).size === undefined;
    if (known) picture = pictureAfter(step, picture);
    return true;
  });
}

export { equal };
