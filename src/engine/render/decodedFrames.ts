import sharp, { type Sharp } from 'sharp';
import type { OutputRecipe, Recipe } from '../../shared/recipe/recipe';
import type { Task } from '../../shared/run/run';
import type { OutputFormat } from '../../shared/values/formats';
import { FrameIntermediates } from '../intermediates/memoryIntermediates';
import type { ReadableSource } from '../sources/readableSource';
import { applyToFrames, frameOf, type RenderedFrames, readStrip, type Strip, spriteSheet } from './animation';
import { sizeSteps, sourceState } from './outputSteps';
import { fromFrames, fromPipeline, type RenderedImage } from './renderedImage';
import { frameStepContext } from './stepContext';
import { type StepContext, StepPipeline } from './stepPipeline';

/** Up to this number, each frame is decoded from the file on its own, with its metadata. That decodes the frames before it, too. */
const maxFramesAlone = 4;

/** The frames of one task's source: all of them, decoded once however many outputs there are, or single ones. */
export class DecodedFrames {
  /** The decoded frames, by whether their colors are as stored, or else converted to sRGB by their profile. */
  readonly #strips = new Map<boolean, Promise<Strip>>();
  /** The same after the steps. */
  readonly #rendered = new Map<boolean, Promise<RenderedFrames>>();

  constructor(
    readonly task: Task,
    readonly recipe: Recipe,
    readonly source: ReadableSource,
    /** Longest time that decoding may take. */
    readonly seconds: number,
  ) {}

  /** A pipeline over the image as it is displayed, or over one page of it. */
  openSource(options: { readonly page?: number } = {}): Sharp {
    const { path, isDamaged } = this.source;
    return sharp(path, { ...options, ...(isDamaged && { failOn: 'none' }) })
      .timeout({ seconds: this.seconds })
      .autoOrient();
  }

  /** All frames after all steps, as an animation or as a sprite sheet. */
  async all(output: OutputRecipe, format: OutputFormat): Promise<RenderedImage> {
    if (output.frames === 'sprite') return this.#sprite(output);
    const frames = await this.#animation(this.#keepsProfile(format));
    const size = sizeSteps(output);
    return fromFrames(size.length === 0 ? frames : await applyToFrames(frames.strip, size, frames.state, this.task.root));
  }

  async #sprite(output: OutputRecipe): Promise<RenderedImage> {
    const { strip, state } = await this.#animation(false);
    const sheet = spriteSheet(strip, output.columns ?? strip.pages);
    const { width, height } = sheet;
    // Cells of the last row may be empty.
    const alpha = state.alpha || width * height > strip.width * strip.height * strip.pages;
    const pipeline = StepPipeline.of(sheet, { ...state, alpha, width, height }, this.newStepContext());
    for (const step of sizeSteps(output)) await pipeline.add(step);
    return fromPipeline(pipeline, true);
  }

  /** The context for an image made from frames in memory. */
  newStepContext(): StepContext {
    return frameStepContext(this.task.root, new FrameIntermediates());
  }

  #animation(keepsProfile: boolean): Promise<RenderedFrames> {
    const known = this.#rendered.get(keepsProfile);
    if (known) return known;
    const state = { ...sourceState(this.task.header, this.recipe), space: 'srgb' };
    const frames = this.#strip(keepsProfile).then((strip) => applyToFrames(strip, this.recipe.steps, state, this.task.root));
    this.#rendered.set(keepsProfile, frames);
    return frames;
  }

  #strip(keepsProfile: boolean): Promise<Strip> {
    const { pages } = this.task.header;
    const strip = this.#strips.get(keepsProfile) ?? readStrip(this.source, pages, keepsProfile, this.seconds);
    this.#strips.set(keepsProfile, strip);
    return strip;
  }

  /** From WebP to WebP the profile is carried over, so the colors remain as they are stored. */
  #keepsProfile(format: OutputFormat): boolean {
    const { header } = this.task;
    const hasProfile = header.metadata.includes('icc');
    return hasProfile && header.format === 'webp' && format === 'webp' && this.recipe.colorProfile === 'keep';
  }

  /** Whether each frame is opened from the file on its own. The pages of a TIFF may differ in size, and each is found directly. */
  get areAlone(): boolean {
    const frames = new Set(this.task.outputs.flatMap(({ frame }) => frame ?? []));
    return this.task.header.format === 'tiff' || frames.size <= maxFramesAlone;
  }

  /** One decoded frame. */
  async pipeline(frame: number, context: StepContext): Promise<StepPipeline> {
    const { header } = this.task;
    const state = sourceState(header, this.recipe);
    if (!this.areAlone) return StepPipeline.of(frameOf(await this.#strip(false), frame), state, context);
    const { autoOrient } = await sharp(this.source.path, { page: frame }).metadata();
    return new StepPipeline(() => this.openSource({ page: frame }), { ...state, ...autoOrient }, context);
  }
}
