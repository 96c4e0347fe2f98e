import type { Step, StepKind, StepOf } from '../../shared/recipe/recipe';
import type { Operation } from './core/operation';
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
import { flip } from './geometry/flip';
import { flop } from './geometry/flop';
import { pad } from './geometry/pad';
import { resize } from './geometry/resize';
import { rotate } from './geometry/rotate';
import { trim } from './geometry/trim';

/** Every operation by its name in the schema. A missing one is a compile error. */
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

/** The operation that carries out a step. */
export function operationOf(step: Step): Operation<Step> {
  return operations[step.operation] as Operation<Step>;
}
