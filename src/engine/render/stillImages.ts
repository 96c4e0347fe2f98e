import type { OutputRecipe, Recipe } from '../../shared/recipe/recipe';
import type { Task } from '../../shared/run/run';
import type { PixelSize } from '../../shared/values/pixelSize';
import type { FileIntermediates } from '../intermediates/fileIntermediates';
import type { Intermediate } from '../intermediates/intermediates';
import { equal, type ImageState, sizeAfter } from '../operations';
import type { DecodedFrames } from './decodedFrames';
import { iconSteps, isDrawn, opaque, refuseEnlarging } from './iconOutputs';
import { exactSize, largestSize, sizeSteps, sourceState } from './outputSteps';
import { fromPipeline, type RenderedImage } from './renderedImage';
import { imageStepContext } from './stepContext';
import { type StepContext, StepPipeline } from './stepPipeline';

/** An image after the steps of the recipe, which several outputs share. */
interface SharedImage {
  readonly intermediate: Intermediate;
  readonly state: ImageState;
  /** Its size before it was shrunk to the largest width of a set: the sizes of the set are computed from it. */
  readonly fullSize: PixelSize;
}

/** What an image is resized for: an output of a frame, beside those that share it. */
interface SizeUse {
  readonly frame: number | undefined;
  readonly sharing: readonly OutputRecipe[];
  readonly context: StepContext;
}

async function store(pipeline: StepPipeline): Promise<Pick<SharedImage, 'intermediate' | 'state'>> {
  return { intermediate: await pipeline.renderWithMetadata(), state: pipeline.state };
}

/** The still images of one task: its source, or single frames of it. Decodes each once, however many outputs there are. */
export class StillImages {
  readonly #context: StepContext;
  /** By frame, what icons are made from. */
  readonly #squared = new Map<number | undefined, Promise<SharedImage>>();
  /** By frame; undefined for a source that is a still image. */
  readonly #shared = new Map<number | undefined, Promise<SharedImage>>();
  /** By frame and size, those that several outputs have. */
  readonly #sizes = new Map<string, Promise<Pick<SharedImage, 'intermediate' | 'state'>>>();

  constructor(
    readonly task: Task,
    readonly recipe: Recipe,
    readonly frames: DecodedFrames,
    files: FileIntermediates,
  ) {
    this.#context = imageStepContext({ header: task.header, root: task.root, recipe, files });
  }

  /** The image of an output, after all steps. @param frame undefined for a source that is a still image */
  async image(frame: number | undefined, output: OutputRecipe): Promise<RenderedImage> {
    const bare = frame !== undefined && !this.frames.areAlone;
    const context = bare ? this.frames.newStepContext() : this.#context;
    if (output.icon) return this.#icon(frame, output.icon, context);
    const sharing = this.#outputsOf(frame);
    if (sharing.length === 1) {
      const pipeline = await this.#open(frame, context);
      for (const step of [...this.recipe.steps, ...sizeSteps(output)]) await pipeline.add(step);
      await pipeline.restoreMetadata();
      return fromPipeline(pipeline, bare);
    }
    const shared = this.#shared.get(frame) ?? this.#share(frame, sharing, context);
    this.#shared.set(frame, shared);
    return fromPipeline(await this.#resized(await shared, output, { frame, sharing, context }), bare);
  }

  /** An icon, drawn in its own size from a vector image, or made from pixels that all icons share. */
  async #icon(frame: number | undefined, icon: NonNullable<OutputRecipe['icon']>, context: StepContext): Promise<RenderedImage> {
    const drawn = isDrawn(this.recipe, this.task.header);
    const pipeline = drawn ? await this.#open(frame, context) : await this.#iconSource(frame, context);
    if (!drawn) refuseEnlarging(pipeline.state, icon);
    for (const step of iconSteps(icon, drawn)) await pipeline.add(step);
    await pipeline.restoreMetadata();
    const image = fromPipeline(pipeline, frame !== undefined && !this.frames.areAlone);
    return icon.background === undefined ? image : opaque(image, icon.background);
  }

  async #iconSource(frame: number | undefined, context: StepContext): Promise<StepPipeline> {
    const shared = this.#squared.get(frame) ?? this.#share(frame, [], context);
    this.#squared.set(frame, shared);
    const { intermediate, state } = await shared;
    return StepPipeline.of(intermediate, state, context);
  }

  /** The shared image in the size of an output. It is resized once for all formats of that size. */
  async #resized(shared: SharedImage, output: OutputRecipe, { frame, sharing, context }: SizeUse): Promise<StepPipeline> {
    const sizeOf = (each: OutputRecipe) => sizeAfter(sizeSteps(each), shared.fullSize) ?? shared.fullSize;
    const size = sizeOf(output);
    const resize = async () => {
      const pipeline = StepPipeline.of(shared.intermediate, shared.state, context);
      for (const step of exactSize(size)) await pipeline.add(step);
      await pipeline.restoreMetadata();
      return pipeline;
    };
    if (equal(size, shared.state) || !sharing.some((each) => each !== output && equal(sizeOf(each), size))) return resize();
    const key = `${frame} ${size.width} ${size.height}`;
    const resized = this.#sizes.get(key) ?? resize().then(store);
    this.#sizes.set(key, resized);
    const { intermediate, state } = await resized;
    return StepPipeline.of(intermediate, state, context);
  }

  /** The outputs that are encoded from a frame, without icons. */
  #outputsOf(frame: number | undefined): OutputRecipe[] {
    const planned = this.task.outputs.filter((each) => each.frame === frame && !each.copy && each.format !== 'svg');
    return planned.flatMap(({ output }) => this.recipe.outputs[output] ?? []).filter(({ icon }) => icon === undefined);
  }

  /** Decodes and applies the steps once. For a set of widths it makes no more pixels than the largest needs. */
  async #share(frame: number | undefined, outputs: readonly OutputRecipe[], context: StepContext): Promise<SharedImage> {
    const pipeline = await this.#open(frame, context);
    for (const step of this.recipe.steps) await pipeline.add(step);
    // When a step determines the size from the pixels, the pipeline has made them by now.
    const { state: fullSize } = pipeline;
    for (const step of largestSize(outputs)) await pipeline.add(step);
    const intermediate = await pipeline.renderWithMetadata();
    return { intermediate, state: pipeline.state, fullSize };
  }

  /** The decoded image, or one decoded frame. */
  async #open(frame: number | undefined, context: StepContext): Promise<StepPipeline> {
    if (frame !== undefined) return this.frames.pipeline(frame, context);
    return new StepPipeline(() => this.frames.openSource(), sourceState(this.task.header, this.recipe), context);
  }
}
