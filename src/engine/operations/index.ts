import type { Sharp } from 'sharp';
import type { Step, StepKind } from '../../shared/recipe';
import type { Operation, Picture, PixelSize } from './operation';
import { resize } from './resize';

export type { PixelSize } from './operation';

/** Every operation by its name in the schema; forgetting one does not compile. */
const operations = { resize } satisfies { [Kind in StepKind]: Operation<Extract<Step, { operation: Kind }>> };

/** The size after all steps. */
export function sizeAfter(steps: readonly Step[], before: PixelSize): PixelSize {
  return steps.reduce((size, step) => operations[step.operation].size(step, size), before);
}

/** Adds all steps to a pipeline, in order. */
export function applySteps(image: Sharp, steps: readonly Step[], picture: Picture): Sharp {
  let size: PixelSize = picture;
  let result = image;
  for (const step of steps) {
    const operation = operations[step.operation];
    result = operation.apply(result, step, { ...size, transparent: picture.transparent });
    size = operation.size(step, size);
  }
  return result;
}
