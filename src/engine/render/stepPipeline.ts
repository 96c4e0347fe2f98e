import type { Sharp } from 'sharp';
import type { Step } from '../../shared/recipe/recipe';
import { changes, operationOf, stateAfter } from '../operations';
import { mixIntensity } from '../operations/core/mixIntensity';
import {
  type ImageState,
  type Operation,
  type PixelOperation,
  rank,
  type SharpOperation,
  type Surroundings,
} from '../operations/core/operation';
import { isGray, type Needs, workingSpace } from '../operations/core/workingSpace';
import type { Intermediate, Intermediates } from './intermediates';

/** Applies the steps of a recipe in the recipe's order. */

/** What steps need beside the image. */
export interface StepContext extends Surroundings {
  readonly intermediates: Intermediates;
  /** Prepares a pipeline for an intermediate, so that its colors and its metadata are kept. */
  keeping(image: Sharp, state: ImageState): Sharp;
  /** Whether an image is RGB, or gray that can be treated as RGB. */
  isRgb(state: ImageState): boolean;
  /** Converts the colors of an image to another space. */
  convert(image: Sharp, state: ImageState, space: string): Sharp;
}

function isPixelOperation(operation: Operation<Step>): operation is PixelOperation<Step> {
  return 'edit' in operation;
}

/** A pipeline of sharp and the state that its image will have. */
export class StepPipeline {
  #rank = -1;
  /** The image that the pipeline starts from, until a step is added. */
  #fresh: Intermediate | undefined;

  constructor(
    public image: Sharp,
    public state: ImageState,
    readonly context: StepContext,
  ) {}

  static of(intermediate: Intermediate, state: ImageState, context: StepContext): StepPipeline {
    const pipeline = new StepPipeline(intermediate.open(), state, context);
    pipeline.#restart(intermediate, state);
    return pipeline;
  }

  #restart(intermediate: Intermediate, state: ImageState): void {
    this.#fresh = intermediate;
    this.#rank = -1;
    this.image = intermediate.open();
    this.state = { ...state, width: intermediate.width, height: intermediate.height };
  }

  /** Whether flattening the image or converting its colors gives the same result before and after the pending steps. */
  get commutes(): boolean {
    return this.#rank <= rank.mirror;
  }

  /** Makes the pixels of the pending steps and starts a new pipeline over them. */
  async settle(): Promise<Intermediate> {
    // Intermediates do not hold floating point and the like, so the state changes with the conversion.
    await this.#convert({});
    const intermediate = this.#fresh ?? (await this.#keep(this.image, this.state));
    this.#restart(intermediate, this.state);
    return intermediate;
  }

  #keep(image: Sharp, state: ImageState): Promise<Intermediate> {
    return this.context.intermediates.keep(this.context.keeping(image, state));
  }

  async add(step: Step): Promise<void> {
    if (!changes(step, this.state)) return;
    const operation = operationOf(step);
    await this.#convert(operation.needs?.(step, this.state) ?? {});
    const share = 'intensity' in step ? step.intensity / 100 : 1;
    if (isPixelOperation(operation)) await this.#edit(operation, step, share);
    else if (share < 1 || operation.merge?.(step)) await this.#merge(operation, step, share);
    else await this.#apply(operation, step);
  }

  async #convert(needs: Needs): Promise<void> {
    const space = workingSpace(this.state.space, needs, this.context.isRgb(this.state));
    if (space === this.state.space) return;
    // CMYK and floating point become gray by way of RGB.
    if (isGray(space) && !isGray(this.state.space)) await this.#convert({ rgb: true });
    // sharp converts some colors before everything else and others at the end, and negates after that.
    if (this.#rank >= 0) await this.settle();
    const intermediate = await this.context.intermediates.keep(this.context.convert(this.image, this.state, space));
    this.#restart(intermediate, { ...this.state, space });
  }

  async #apply(operation: SharpOperation<Step>, step: Step): Promise<void> {
    const [first, last] = operation.span?.(step, this.state) ?? [operation.rank, operation.rank];
    if (first <= this.#rank) await this.settle();
    const size = operation.size ? operation.size(step, this.state) : this.state;
    this.image = await operation.apply(this.image, step, this.state, this.context);
    this.#fresh = undefined;
    this.#rank = last;
    this.state = stateAfter(step, this.state);
    if (size === undefined) await this.settle();
  }

  /** Edits a copy, since others may hold the intermediate. */
  async #edit(operation: PixelOperation<Step>, step: Step, share: number): Promise<void> {
    const before = await this.settle();
    const pixels = before.pixels();
    await operation.edit(pixels, step, this.context);
    if (share < 1) mixIntensity(before.pixels(), pixels, share);
    const intermediate = await this.#keep(before.open(), this.state);
    intermediate.replace(pixels);
    this.#restart(intermediate, stateAfter(step, this.state));
  }

  async #merge(operation: SharpOperation<Step>, step: Step, share: number): Promise<void> {
    const before = await this.settle();
    const after = stateAfter(step, this.state);
    const applied = await operation.apply(before.open(), step, this.state, this.context);
    const intermediate = await this.#keep(applied, after);
    const pixels = intermediate.pixels();
    operation.merge?.(step)?.(before.pixels(), pixels);
    if (share < 1) mixIntensity(before.pixels(), pixels, share);
    intermediate.replace(pixels);
    this.#restart(intermediate, after);
  }
}
