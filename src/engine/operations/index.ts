import type { Step } from '../../shared/recipe/recipe';
import type { PixelSize } from '../../shared/values/pixelSize';
import type { ImageState } from './core/operation';
import { operationOf } from './registry';

export type { PixelSize } from '../../shared/values/pixelSize';
export { equal } from './core/geometry';
export type { ImageState, Operation } from './core/operation';
export { operationOf } from './registry';

/** The size after all steps; undefined if it depends on the pixels. */
export function sizeAfter(steps: readonly Step[], before: PixelSize): PixelSize | undefined {
  return steps.reduce<PixelSize | undefined>((size, step) => {
    const operation = operationOf(step);
    return size && (operation.size ? operation.size(step, size) : size);
  }, before);
}

/** Whether a step changes an image in this state. */
export function changes(step: Step, state: ImageState): boolean {
  if ('intensity' in step && step.intensity === 0) return false;
  return operationOf(step).changes?.(step, state) ?? true;
}

/** The state of the image after a step. If the size depends on the pixels, the old size remains. */
export function stateAfter(step: Step, state: ImageState): ImageState {
  const { size, traits } = operationOf(step);
  return { ...state, ...traits?.(step, state), ...size?.(step, state) };
}

/** The steps that change an image. After a step whose size depends on the pixels, every step counts as one that does. */
export function effectiveSteps(steps: readonly Step[], before: ImageState): Step[] {
  let state = before;
  let known = true;
  return steps.filter((step) => {
    if (known && !changes(step, state)) return false;
    const { size } = operationOf(step);
    known &&= size === undefined || size(step, state) !== undefined;
    if (known) state = stateAfter(step, state);
    return true;
  });
}
