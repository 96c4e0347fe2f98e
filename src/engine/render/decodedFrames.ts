import sharp, { type Sharp } from 'sharp';
import type { OutputRecipe, Recipe } from '../../shared/recipe/recipe';
import type { Task } from '../../shared/run/run';
import type { OutputFormat } from '../../shared/values/formats';
import { applyToFrames, frameOf, type MadeFrames, readStrip, type Strip, spriteSheet } from './animation';
import { MemoryIntermediates } from './intermediates';
import { sizeSteps, sourceState } from './outputSteps';
import { fromFrames, fromPipeline, type RenderedImage } from './renderedImage';
import { frameStepContext } from './stepContext';
import { type StepContext, StepPipeline } from './stepPipeline';

/** Frames up to which each is decoded from the file by itself, with what stands beside its pixels: those before it are decoded, too. */
const fewFrames = 4;

/** A pipeline over an image as it is displayed, or over one page of it. */
export function openSource(source: string, seconds: number, options: { readonly page?: number } = {}): Sharp {
  return sharp(source, options).timeout({ seconds }).autoOrient();
}

/** The frames of one task's source: all together, decoded once whatever the number of outputs, or one by itself. */
export class DecodedFrames {
  /** Frames as they are stored, or converted to sRGB by their profile; and after the steps. */
  readonly #strips = new Map<boolean, Promise<Strip>>();
  readonly #made = new Map<boolean, Promise<MadeFrames>>();

  constructor(
    readonly task: Task,
    readonly recipe: Recipe,
    /** Most seconds that decoding may take. */
    readonly seconds: number,
  ) {}

  /** All frames as an output wants them, with all steps done to them. */
  async all(output: OutputRecipe, format: OutputFormat): Promise<RenderedImage> {
    if (output.frames === 'sprite') return this.#sprite(output);
    const made = await this.#animation(this.#keepsProfile(format));
    const size = sizeSteps(output);
    return fromFrames(size.length === 0 ? made : await applyToFrames(made.strip, size, made.state, this.task.root));
  }

  async #sprite(output: OutputRecipe): Promise<RenderedImage> {
    const { strip, state } = await this.#animation(false);
    const sheet = spriteSheet(strip, output.columns ?? strip.pages);
    const { width, height } = sheet;
    // Cells of the last row may be empty.
    const alpha = state.alpha || width * height > strip.width * strip.height * strip.pages;
    const line = StepPipeline.of(sheet, { ...state, alpha, width, height }, this.newStepContext());
    for (const step of sizeSteps(output)) await line.add(step);
    return fromPipeline(line, true);
  }

  /** For an image made of frames in memory. */
  newStepContext(): StepContext {
    return frameStepContext(this.task.root, new MemoryIntermediates());
  }

  #animation(keepsProfile: boolean): Promise<MadeFrames> {
    const known = this.#made.get(keepsProfile);
    if (known) return known;
    const state = { ...sourceState(this.task.header, this.recipe), space: 'srgb' };
    const made = this.#strip(keepsProfile).then((strip) => applyToFrames(strip, this.recipe.steps, state, this.task.root));
    this.#made.set(keepsProfile, made);
    return made;
  }

  #strip(keepsProfile: boolean): Promise<Strip> {
    const { source, header } = this.task;
    const strip = this.#strips.get(keepsProfile) ?? readStrip(source, header, keepsProfile, this.seconds);
    this.#strips.set(keepsProfile, strip);
    return strip;
  }

  /** From WebP to WebP the profile goes along, so that colors stay as they are stored. */
  #keepsProfile(format: OutputFormat): boolean {
    const { header } = this.task;
    const hasProfile = header.metadata.includes('icc');
    return hasProfile && header.format === 'webp' && format === 'webp' && this.recipe.colorProfile === 'keep';
  }

  /** Whether each frame is opened from the file: the pages of a TIFF may differ in size, and cost nothing to come to. */
  get areAlone(): boolean {
    const frames = new Set(this.task.outputs.flatMap(({ frame }) => frame ?? []));
    return this.task.header.format === 'tiff' || frames.size <= fewFrames;
  }

  /** One frame as it is decoded. */
  async line(frame: number, shop: StepContext): Promise<StepPipeline> {
    const { source, header } = this.task;
    const state = sourceState(header, this.recipe);
    if (!this.areAlone) return StepPipeline.of(frameOf(await this.#strip(false), frame), state, shop);
    const { autoOrient } = await sharp(source, { page: frame }).metadata();
    return new StepPipeline(openSource(source, this.seconds, { page: frame }), { ...state, ...autoOrient }, shop);
  }
}
