import color from '@img/colour';
import type { Step, StepOf } from '../../shared/recipe/recipe';
import type { Gravity } from '../../shared/recipe/schema/values';
import type { PixelSize } from '../../shared/values/pixelSize';
import { changes, equal, type ImageState, operationOf, stateAfter } from '../operations';
import { gravityOffset, padBackground } from '../operations/core/geometry';
import type { SharpOperation } from '../operations/core/operation';
import { boxOf } from '../operations/geometry/crop';
import { canvasOf } from '../operations/geometry/pad';
import { geometry } from '../operations/geometry/resize';
import { axisPlan, isLightKernel, type LightKernel } from './kernels';
import { cropped, flipped, flopped, type Offset, padded, type Raster } from './raster';
import { maxFactor, reduce } from './samples';

/** The steps that are carried out without libvips, with the same result to the bit. */

type ResizeStep = StepOf<'resize'>;
type LightStep = ResizeStep | StepOf<'crop' | 'pad' | 'flip' | 'flop'>;

const lightSteps: ReadonlySet<string> = new Set(['resize', 'crop', 'pad', 'flip', 'flop']);

function isLightStep(step: Step): step is LightStep {
  return lightSteps.has(step.operation);
}

/** How much smaller a resize makes each axis, as sharp asks libvips for it. */
function shrinkOf(step: ResizeStep, before: ImageState): { readonly across: number; readonly down: number } {
  const { scaled, canvas } = geometry(step, before);
  if (step.fit !== 'cover' || equal(scaled, canvas)) return { across: before.width / scaled.width, down: before.height / scaled.height };
  const least = Math.min(before.width / canvas.width, before.height / canvas.height);
  return { across: least, down: least };
}

/** Enlarging takes libvips another way, and so do some kernels and the search for the interesting part of an image. */
function isLightResize(step: ResizeStep, before: ImageState): boolean {
  const { across, down } = shrinkOf(step, before);
  const shrinks = Math.min(across, down) >= 1 && Math.max(across, down) < maxFactor;
  return shrinks && isLightKernel(step.kernel) && step.position !== 'attention' && step.position !== 'entropy';
}

/**
 * Whether all steps that change an image can be carried out here.
 * @param before the image before them
 * @param isSmall whether an image between two steps is small enough
 */
export function areLightSteps(steps: readonly Step[], before: ImageState, isSmall: (size: PixelSize) => boolean): boolean {
  let state = before;
  for (const step of steps) {
    if (!changes(step, state)) continue;
    if (!isLightStep(step)) return false;
    if (step.operation === 'resize' && !isLightResize(step, state)) return false;
    if (step.operation === 'pad' && step.background === 'blur') return false;
    state = stateAfter(step, state);
    if (!isSmall(state)) return false;
  }
  return true;
}

/** The offset of a crop by sharp's `cover`, which rounds the other way than a border. */
function coverOffset(gravity: Gravity, inner: Raster, outer: { readonly width: number; readonly height: number }): Offset {
  const [across, down] = [inner.width - outer.width, inner.height - outer.height];
  const left = gravity.includes('west') ? 0 : gravity.includes('east') ? across : Math.floor((across + 1) / 2);
  const top = gravity.includes('north') ? 0 : gravity.includes('south') ? down : Math.floor((down + 1) / 2);
  return { left, top };
}

/**
 * The samples of a border: red, green, blue, and alpha. If the image was resized in the same pipeline, libvips multiplies them by
 * the alpha, cuts off fractions, and divides them again.
 */
function borderSamples(background: string, isMultiplied: boolean): readonly [number, number, number, number] {
  const asked = color(background);
  const alpha = Math.round(asked.alpha() * 255);
  const sampleOf = (value: number) => {
    if (!isMultiplied) return Math.floor(value);
    const multiplied = Math.floor((value * alpha) / 255);
    return alpha === 0 ? 0 : Math.min(255, Math.floor(Math.fround(Math.fround(255 / alpha) * multiplied)));
  };
  return [sampleOf(asked.red()), sampleOf(asked.green()), sampleOf(asked.blue()), alpha];
}

/** Applies steps in their order, as the pipelines of sharp that `StepPipeline` makes from them. */
class LightPipeline {
  #rank = -1;
  /** Whether the pipeline works on colors that are multiplied by their alpha. */
  #isMultiplied = false;

  constructor(
    public raster: Raster,
    public state: ImageState,
  ) {}

  add(step: LightStep): void {
    const operation = operationOf(step) as SharpOperation<Step>;
    const [first, last] = operation.span?.(step, this.state) ?? [operation.rank, operation.rank];
    if (first <= this.#rank) this.#isMultiplied = false;
    this.#rank = last;
    this.raster = this.#applied(step);
    this.state = stateAfter(step, this.state);
  }

  #applied(step: LightStep): Raster {
    switch (step.operation) {
      case 'resize':
        return this.#resized(step);
      case 'crop':
        return cropped(this.raster, boxOf(step, this.state));
      case 'pad': {
        const canvas = canvasOf(step, this.state);
        return this.#padded(this.raster, canvas, gravityOffset(step.gravity, this.state, canvas), step.background);
      }
      case 'flip':
        return flipped(this.raster);
      case 'flop':
        return flopped(this.raster);
    }
  }

  #resized(step: ResizeStep): Raster {
    const { scaled, canvas } = geometry(step, this.state);
    const image = this.#reduced(step);
    if (equal(image, canvas)) return image;
    const position = step.position as Gravity;
    if (step.fit === 'cover') return cropped(image, { ...canvas, ...coverOffset(position, image, canvas) });
    return this.#padded(image, canvas, gravityOffset(position, scaled, canvas), step.background);
  }

  #reduced(step: ResizeStep): Raster {
    const { width, height, bands } = this.raster;
    const { across, down } = shrinkOf(step, this.state);
    if (across === 1 && down === 1) return this.raster;
    this.#isMultiplied = bands === 4;
    const kernel = step.kernel as LightKernel;
    // sharp passes the reciprocal, and libvips takes it again.
    return reduce(this.raster, axisPlan(width, 1 / (1 / across), kernel), axisPlan(height, 1 / (1 / down), kernel));
  }

  #padded(image: Raster, canvas: { readonly width: number; readonly height: number }, at: Offset, requested: string | undefined): Raster {
    return padded(image, { ...canvas, ...at }, borderSamples(padBackground(requested, this.state), this.#isMultiplied));
  }
}

/** An image after some steps. */
export interface LightImage {
  readonly raster: Raster;
  readonly state: ImageState;
}

/** Applies steps that `areLightSteps` accepts. */
export function applyLightSteps({ raster, state }: LightImage, steps: readonly Step[]): LightImage {
  const pipeline = new LightPipeline(raster, state);
  for (const step of steps) if (changes(step, pipeline.state)) pipeline.add(step as LightStep);
  return pipeline;
}
