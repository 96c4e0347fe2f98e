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

/**
 * A pipeline of sharp and the state that its image will have. Where sharp's own order is another one, or a step works on samples, the
 * pending steps are rendered into an intermediate, and a new pipeline goes on from that.
 */
export class StepPipeline {
  /** Of the last pending step. */
  #rank = -1;
  /** What the pipeline goes on from, as long as it has no pending steps. */
  #intermediate: Intermediate | undefined;
  /** Whether nothing else holds the intermediate, so that its samples may be changed in place. */
  #isOwn = false;
  /** The image with the metadata, where the intermediates have none. */
  readonly #carrier: Carrier | undefined;
  /** Whether the pipeline goes on from samples without the metadata of the carrier. */
  #lacksMetadata = false;
  #hasPixels = false;

  /** With the pending steps. */
  image: Sharp;

  /** @param open returns a new pipeline over the image */
  constructor(
    open: () => Sharp,
    public state: ImageState,
    readonly context: StepContext,
  ) {
    this.image = open();
    this.#carrier = context.files ? { open, alpha: state.alpha } : undefined;
  }

  /** A pipeline over an image that has all the metadata there are. */
  static of(intermediate: Intermediate, state: ImageState, context: StepContext): StepPipeline {
    const { width, height } = intermediate;
    const pipeline = new StepPipeline(() => intermediate.open(), { ...state, width, height }, context);
    pipeline.#intermediate = intermediate;
    pipeline.#hasPixels = true;
    return pipeline;
  }

  /** Whether flattening the image or converting its colors gives the same result before and after the pending steps. */
  get commutes(): boolean {
    return this.#rank <= rank.mirror;
  }

  /** Whether it goes on from pixels that have been made, so that the source is decoded. */
  get hasPixels(): boolean {
    return this.#hasPixels;
  }

  // Adding steps

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

  /** Converts the image to a color space that a step can work in, and intermediates can hold: not to floating point and the like. */
  async #convert(needs: Needs): Promise<void> {
    const space = workingSpace(this.state.space, needs, this.context.isRgb(this.state));
    if (space === this.state.space) return;
    // CMYK and floating point become gray by way of RGB.
    if (isGray(space) && !isGray(this.state.space)) await this.#convert({ rgb: true });
    // sharp converts some colors before everything else and others at the end, and negates after that.
    if (this.#rank >= 0) await this.#renderPending();
    const state = { ...this.state, space };
    const intermediate = await this.context.intermediates.keep(this.context.convert(this.image, this.state, space), state);
    this.#goOnFrom(intermediate, state);
  }

  async #apply(operation: SharpOperation<Step>, step: Step): Promise<void> {
    const [first, last] = operation.span?.(step, this.state) ?? [operation.rank, operation.rank];
    if (first <= this.#rank) await this.#renderPending();
    const size = operation.size ? operation.size(step, this.state) : this.state;
    this.image = await operation.apply(this.image, step, this.state, this.context);
    this.#intermediate = undefined;
    this.#rank = last;
    this.state = stateAfter(step, this.state);
    if (size === undefined) await this.#renderPending();
  }

  async #edit(operation: PixelOperation<Step>, step: Step, share: number): Promise<void> {
    const pixels = (await this.#renderPending()).pixels();
    const edited = this.#isOwn && share === 1 ? pixels : copyOf(pixels);
    await operation.edit(edited, step, this.context);
    if (share < 1) mixIntensity(pixels, edited, share);
    await this.#goOnWith(edited, step);
  }

  async #mapTones(tone: (value: number) => number, step: Step, share: number): Promise<void> {
    const pixels = (await this.#renderPending()).pixels();
    const edited = this.#isOwn ? pixels : copyOf(pixels);
    mapColors(edited, tone, share);
    await this.#goOnWith(edited, step);
  }

  async #merge(operation: SharpOperation<Step>, step: Step, share: number): Promise<void> {
    const before = (await this.#renderPending()).pixels();
    const state = stateAfter(step, this.state);
    const applied = await operation.apply(this.image, step, this.state, this.context);
    const intermediate = await this.#keep(applied, state);
    const pixels = intermediate.pixels();
    operation.merge?.(step)?.(before, pixels);
    if (share < 1) mixIntensity(before, pixels, share);
    intermediate.replace(pixels);
    this.#goOnFrom(intermediate, state);
  }

  // From one pipeline to the next

  /** Renders the pending steps, if there are any, and goes on from the result. */
  async #renderPending(): Promise<Intermediate> {
    await this.#convert({});
    if (this.#intermediate) return this.#intermediate;
    const intermediate = await this.#keep(this.image, this.state);
    this.#goOnFrom(intermediate, this.state);
    return intermediate;
  }

  #keep(image: Sharp, state: ImageState): Promise<Intermediate> {
    return this.context.intermediates.keep(this.context.keeping(image, state), state);
  }

  /** Goes on from the samples after a step. There must be no pending steps. */
  async #goOnWith(pixels: Pixels, step: Step): Promise<void> {
    const image = this.context.keeping(this.image, this.state);
    this.#goOnFrom(await this.context.intermediates.withSamples(image, pixels), stateAfter(step, this.state));
  }

  /** Goes on from an intermediate that was made here. */
  #goOnFrom(intermediate: Intermediate, state: ImageState): void {
    this.#start(intermediate, state);
    this.#isOwn = true;
    this.#lacksMetadata = this.#carrier !== undefined;
  }

  #start(intermediate: Intermediate, state: ImageState): void {
    this.#intermediate = intermediate;
    this.#hasPixels = true;
    this.#rank = -1;
    this.image = intermediate.open();
    this.state = { ...state, width: intermediate.width, height: intermediate.height };
  }

  // After the last step

  /** Makes the pixels. They may lack the metadata. */
  async render(): Promise<Intermediate> {
    const intermediate = await this.#renderPending();
    this.#isOwn = false;
    return intermediate;
  }

  /** Gives the pipeline the metadata that its samples lack, for a single output. */
  async restoreMetadata(): Promise<void> {
    if (this.#carrier === undefined || !this.#lacksMetadata) return;
    const intermediate = await this.#renderPending();
    this.image = withCarried(intermediate.pixels(), this.#carrier, this.state);
    this.#lacksMetadata = false;
    this.#intermediate = undefined;
    this.#rank = rank.last;
  }

  /** Makes the pixels, with the metadata, for several outputs. */
  async renderWithMetadata(): Promise<Intermediate> {
    const { files, keeping } = this.context;
    if (!files) return this.render();
    await this.#convert({});
    if (this.#intermediate && !this.#lacksMetadata) return this.#intermediate;
    await this.restoreMetadata();
    const stored = await files.keep(keeping(this.image, this.state));
    this.#start(stored, this.state);
    return stored;
  }
}
