import type { Sharp } from 'sharp';
import type { Step } from '../../shared/recipe/recipe';
import { type Carrier, withCarried } from '../intermediates/carriedMetadata';
import type { FileIntermediates } from '../intermediates/fileIntermediates';
import type { Intermediate, Intermediates } from '../intermediates/intermediates';
import { changes, operationOf, stateAfter } from '../operations';
import { copyOf } from '../operations/core/copyOf';
import { mapColors } from '../operations/core/mapColors';
import { mixIntensity } from '../operations/core/mixIntensity';
import {
  type ImageState,
  type Operation,
  type PixelOperation,
  type Pixels,
  rank,
  type SharpOperation,
  type Surroundings,
} from '../operations/core/operation';
import { isGray, type Needs, workingSpace } from '../operations/core/workingSpace';

/** Applies the steps of a recipe in the recipe's order. */

/** What steps need beside the image. */
export interface StepContext extends Surroundings {
  /** What holds the image between two pipelines of steps. */
  readonly intermediates: Intermediates;
  /** What holds the image with the metadata that outputs may need. Undefined if `intermediates` do. */
  readonly files?: FileIntermediates;
  /** Prepares a pipeline for an intermediate, so that its colors and its metadata are kept. */
  keeping(image: Sharp, state: ImageState): Sharp;
  /** Whether an image is RGB, or gray that can be treated as RGB. */
  isRgb(state: ImageState): boolean;
  /** Converts the colors of an image to another space. */
  convert(image: Sharp, state: ImageState, space: string): Sharp;
}

function isSharpOperation(operation: Operation<Step>): operation is SharpOperation<Step> {
  return 'apply' in operation;
}

function isPixelOperation(operation: Operation<Step>): operation is PixelOperation<Step> {
  return 'edit' in operation;
}

/** A pipeline of sharp and the state that its image will have. */
export class StepPipeline {
  #rank = -1;
  /** The image that the pipeline starts from, until a step is added. */
  #fresh: Intermediate | undefined;
  /** Whether nothing else holds that image, so that its samples may be changed in place. */
  #isOwn = false;
  /** The image with the metadata, if those of the pipeline are lost. */
  #lost: Carrier | undefined;
  readonly #carrier: Carrier | undefined;

  constructor(
    public image: Sharp,
    public state: ImageState,
    readonly context: StepContext,
  ) {
    this.#carrier = context.files ? { image: image.clone(), alpha: state.alpha } : undefined;
  }

  /** A pipeline over an image that has all the metadata there are. */
  static of(intermediate: Intermediate, state: ImageState, context: StepContext): StepPipeline {
    const pipeline = new StepPipeline(intermediate.open(), state, context);
    pipeline.#start(intermediate, state);
    return pipeline;
  }

  #start(intermediate: Intermediate, state: ImageState): void {
    this.#fresh = intermediate;
    this.#rank = -1;
    this.image = intermediate.open();
    this.state = { ...state, width: intermediate.width, height: intermediate.height };
  }

  #restart(intermediate: Intermediate, state: ImageState): void {
    this.#start(intermediate, state);
    this.#isOwn = true;
    this.#lost = this.#carrier;
  }

  /** Whether flattening the image or converting its colors gives the same result before and after the pending steps. */
  get commutes(): boolean {
    return this.#rank <= rank.mirror;
  }

  /** Makes the pixels of the pending steps and starts a new pipeline over them. */
  async settle(): Promise<Intermediate> {
    const intermediate = await this.#settle();
    this.#isOwn = false;
    return intermediate;
  }

  async #settle(): Promise<Intermediate> {
    // Intermediates do not hold floating point and the like, so the state changes with the conversion.
    await this.#convert({});
    if (this.#fresh) return this.#fresh;
    const intermediate = await this.#keep(this.image, this.state);
    this.#restart(intermediate, this.state);
    return intermediate;
  }

  /** Ends the steps: the pipeline has the metadata again that samples in memory lack. */
  async finish(): Promise<void> {
    const carrier = this.#lost;
    if (carrier === undefined) return;
    const intermediate = await this.#settle();
    this.image = withCarried(intermediate.pixels(), carrier, this.state);
    this.#fresh = undefined;
    this.#lost = undefined;
    this.#rank = rank.last;
  }

  /** Makes the pixels of the pending steps, with metadata, to be opened by several outputs. */
  async store(): Promise<Intermediate> {
    const { files, keeping } = this.context;
    if (!files) return this.settle();
    await this.#convert({});
    if (this.#fresh && !this.#lost) return this.#fresh;
    await this.finish();
    const stored = await files.keep(keeping(this.image, this.state));
    this.#start(stored, this.state);
    return stored;
  }

  #keep(image: Sharp, state: ImageState): Promise<Intermediate> {
    return this.context.intermediates.keep(this.context.keeping(image, state), state);
  }

  async add(step: Step): Promise<void> {
    if (!changes(step, this.state)) return;
    const operation = operationOf(step);
    await this.#convert(operation.needs?.(step, this.state) ?? {});
    const share = 'intensity' in step ? step.intensity / 100 : 1;
    if (isPixelOperation(operation)) await this.#edit(operation, step, share);
    else if (!isSharpOperation(operation)) await this.#mapTones(operation.tone(step), step, share);
    else if (share < 1 && operation.tone) await this.#mapTones(operation.tone(step), step, share);
    else if (share < 1 || operation.merge?.(step)) await this.#merge(operation, step, share);
    else await this.#apply(operation, step);
  }

  async #convert(needs: Needs): Promise<void> {
    const space = workingSpace(this.state.space, needs, this.context.isRgb(this.state));
    if (space === this.state.space) return;
    // CMYK and floating point become gray by way of RGB.
    if (isGray(space) && !isGray(this.state.space)) await this.#convert({ rgb: true });
    // sharp converts some colors before everything else and others at the end, and negates after that.
    if (this.#rank >= 0) await this.#settle();
    const state = { ...this.state, space };
    const intermediate = await this.context.intermediates.keep(this.context.convert(this.image, this.state, space), state);
    this.#restart(intermediate, state);
  }

  async #apply(operation: SharpOperation<Step>, step: Step): Promise<void> {
    const [first, last] = operation.span?.(step, this.state) ?? [operation.rank, operation.rank];
    if (first <= this.#rank) await this.#settle();
    const size = operation.size ? operation.size(step, this.state) : this.state;
    this.image = await operation.apply(this.image, step, this.state, this.context);
    this.#fresh = undefined;
    this.#rank = last;
    this.state = stateAfter(step, this.state);
    if (size === undefined) await this.#settle();
  }

  async #edit(operation: PixelOperation<Step>, step: Step, share: number): Promise<void> {
    const pixels = (await this.#settle()).pixels();
    const edited = this.#isOwn && share === 1 ? pixels : copyOf(pixels);
    await operation.edit(edited, step, this.context);
    if (share < 1) mixIntensity(pixels, edited, share);
    await this.#goOnWith(edited, step);
  }

  async #mapTones(tone: (value: number) => number, step: Step, share: number): Promise<void> {
    const pixels = (await this.#settle()).pixels();
    const edited = this.#isOwn ? pixels : copyOf(pixels);
    mapColors(edited, tone, share);
    await this.#goOnWith(edited, step);
  }

  /** Starts a new pipeline over the samples after a step. The pipeline has no pending steps. */
  async #goOnWith(pixels: Pixels, step: Step): Promise<void> {
    const image = this.context.keeping(this.image, this.state);
    this.#restart(await this.context.intermediates.withSamples(image, pixels), stateAfter(step, this.state));
  }

  async #merge(operation: SharpOperation<Step>, step: Step, share: number): Promise<void> {
    const before = (await this.#settle()).pixels();
    const state = stateAfter(step, this.state);
    const applied = await operation.apply(this.image, step, this.state, this.context);
    const intermediate = await this.#keep(applied, state);
    const pixels = intermediate.pixels();
    operation.merge?.(step)?.(before, pixels);
    if (share < 1) mixIntensity(before, pixels, share);
    intermediate.replace(pixels);
    this.#restart(intermediate, state);
  }
}
