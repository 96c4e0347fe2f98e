import type { Sharp } from 'sharp';
import type { Step } from '../../shared/recipe/recipe';
import { changes, operationOf, stateAfter } from '../operations';
import { mix } from '../operations/core/mixIntensity';
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

/** Carries out the steps of a recipe, in the recipe's order. */

/** What the steps are done with. */
export interface StepContext extends Surroundings {
  readonly intermediates: Intermediates;
  /** Prepares a pipeline for being kept: its colors and what there is beside its pixels stay what they are. */
  keeping(image: Sharp, state: ImageState): Sharp;
  /** Whether an image has red, green and blue, or a gray that can be taken for them. */
  isRgb(state: ImageState): boolean;
  /** Has the colors of an image converted to another space. */
  convert(image: Sharp, state: ImageState, space: string): Sharp;
}

function isPixelOperation(operation: Operation<Step>): operation is PixelOperation<Step> {
  return 'edit' in operation;
}

/** A pipeline, and what its image will be. */
export class StepPipeline {
  #rank = -1;
  /** The image that the pipeline starts from, while nothing was added to it. */
  #fresh: Intermediate | undefined;

  constructor(
    public image: Sharp,
    public state: ImageState,
    readonly shop: StepContext,
  ) {}

  static of(intermediate: Intermediate, state: ImageState, shop: StepContext): StepPipeline {
    const line = new StepPipeline(intermediate.open(), state, shop);
    line.#restart(intermediate, state);
    return line;
  }

  #restart(intermediate: Intermediate, state: ImageState): void {
    this.#fresh = intermediate;
    this.#rank = -1;
    this.image = intermediate.open();
    this.state = { ...state, width: intermediate.width, height: intermediate.height };
  }

  /** Whether the image could be put on a background, or its colors converted, before what is pending just as well as after it. */
  get commutes(): boolean {
    return this.#rank <= rank.mirror;
  }

  /** Has the pipeline make its pixels. */
  async settle(): Promise<Intermediate> {
    // Floating point and the like are not kept, so what is known of the image changes with it.
    await this.#convert({});
    const intermediate = this.#fresh ?? (await this.shop.intermediates.keep(this.shop.keeping(this.image, this.state)));
    this.#restart(intermediate, this.state);
    return intermediate;
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
    const space = workingSpace(this.state.space, needs, this.shop.isRgb(this.state));
    if (space === this.state.space) return;
    // Inks and floating point have their gray by way of red, green and blue.
    if (isGray(space) && !isGray(this.state.space)) await this.#convert({ rgb: true });
    // sharp converts some colors before all else and some at the end, and negates after that.
    if (this.#rank >= 0) await this.settle();
    const intermediate = await this.shop.intermediates.keep(this.shop.convert(this.image, this.state, space));
    this.#restart(intermediate, { ...this.state, space });
  }

  async #apply(operation: SharpOperation<Step>, step: Step): Promise<void> {
    const [first, last] = operation.span?.(step, this.state) ?? [operation.rank, operation.rank];
    if (first <= this.#rank) await this.settle();
    const size = operation.size ? operation.size(step, this.state) : this.state;
    this.image = await operation.apply(this.image, step, this.state, this.shop);
    this.#fresh = undefined;
    this.#rank = last;
    this.state = stateAfter(step, this.state);
    if (size === undefined) await this.settle();
  }

  /** Edits a copy, so that stages others hold stay as they are. */
  async #edit(operation: PixelOperation<Step>, step: Step, share: number): Promise<void> {
    const before = await this.settle();
    const pixels = before.pixels();
    await operation.edit(pixels, step, this.shop);
    if (share < 1) mix(before.pixels(), pixels, share);
    const intermediate = await this.shop.intermediates.keep(this.shop.keeping(before.open(), this.state));
    intermediate.replace(pixels);
    this.#restart(intermediate, stateAfter(step, this.state));
  }

  async #merge(operation: SharpOperation<Step>, step: Step, share: number): Promise<void> {
    const before = await this.settle();
    const after = stateAfter(step, this.state);
    const made = await operation.apply(before.open(), step, this.state, this.shop);
    const intermediate = await this.shop.intermediates.keep(this.shop.keeping(made, after));
    const pixels = intermediate.pixels();
    operation.merge?.(step)?.(before.pixels(), pixels);
    if (share < 1) mix(before.pixels(), pixels, share);
    intermediate.replace(pixels);
    this.#restart(intermediate, after);
  }
}
