import { readFileSync } from 'node:fs';
import type { OutputRecipe, Recipe } from '../../shared/recipe/recipe';
import type { SourceHeader, Task } from '../../shared/run/run';
import type { TaskOutput } from '../../shared/run/taskOutput';
import { hasPalette } from '../encode/formatCapabilities';
import { BrokenPngError } from '../formats/png';
import { applyLightSteps, areLightSteps, type LightImage } from '../light/lightSteps';
import { OddPngError, type PngRaster, readPng, writePng, writtenDensity } from '../light/pngRaster';
import { sizeAfter } from '../operations';
import { needsNoPixels } from './needsNoPixels';
import { exactSize, largestSize, sizeSteps, sourceState } from './outputSteps';
import type { RenderedOutput } from './renderedOutput';

/**
 * The light lane: small PNGs with plain steps are decoded, resized, and encoded in the worker's thread without libvips, whose set-up
 * costs more than the pixels of an icon. The samples are those that libvips makes.
 */

/** Most pixels of an image in the light lane. Beyond, there is nothing to gain. */
const maxLightPixels = 1 << 19;

/** What is known of a source and its outputs before anything is decoded. */
type PlannedTask = Pick<Task, 'header' | 'outputs'>;

function isSmall({ width, height }: { readonly width: number; readonly height: number }): boolean {
  return width * height <= maxLightPixels;
}

function isPlainPng(output: OutputRecipe): boolean {
  const { progressive, optimize, maxBytes } = output;
  return !progressive && !optimize && maxBytes === undefined && !hasPalette(output);
}

/** The outputs that are encoded: the others are copies of the source. */
function encodedOutputs({ outputs }: PlannedTask, recipe: Recipe): { readonly format: string; readonly output: OutputRecipe }[] {
  return outputs.flatMap(({ copy, format, output: index }) => {
    const output = copy ? undefined : recipe.outputs[index];
    return output ? [{ format, output }] : [];
  });
}

/** All steps of an output. */
function stepsFor({ steps }: Recipe, output: OutputRecipe) {
  return [...steps, ...sizeSteps(output)];
}

function isBare({ bare, metadata, orientation }: SourceHeader): boolean {
  return bare === true && metadata.length === 0 && orientation === undefined;
}

/** Whether the outputs of a task are made without libvips, by the header alone. If one of them cannot be, none is. */
export function takesLightLane(task: PlannedTask, recipe: Recipe): boolean {
  const { header } = task;
  const keepsColors = recipe.colorProfile === 'keep' || recipe.colorProfile === 'strip';
  if (!isBare(header) || !isSmall(header) || !keepsColors) return false;
  const encoded = encodedOutputs(task, recipe);
  const state = sourceState(header, recipe);
  return (
    encoded.length > 0 &&
    encoded.every(({ format, output }) => {
      if (format !== 'png' || !isPlainPng(output) || needsNoPixels(recipe, output, header)) return false;
      return areLightSteps(stepsFor(recipe, output), state, isSmall);
    })
  );
}

/** Whether the light lane failed because of its source: that cannot be read, is damaged, or is not what its header says. */
export function isAboutSource(error: unknown): boolean {
  const isUnreadable = error instanceof Error && 'syscall' in error;
  return isUnreadable || error instanceof BrokenPngError || error instanceof OddPngError;
}

/** Renders the outputs of one task in the light lane. */
export class LightRenderer {
  readonly #encoded: readonly OutputRecipe[];
  readonly #source: PngRaster;
  #shared: { readonly image: LightImage; readonly full: LightImage['state'] } | undefined;

  /** Decodes the source. @throws an error that `isAboutSource` if it cannot */
  constructor(
    readonly task: Task,
    readonly recipe: Recipe,
  ) {
    this.#encoded = encodedOutputs(task, recipe).map(({ output }) => output);
    this.#source = readPng(readFileSync(task.source));
    const { width, height } = task.header;
    if (this.#source.width !== width || this.#source.height !== height) throw new OddPngError('another size');
  }

  render({ output }: TaskOutput): RenderedOutput {
    const { raster } = this.#image(output);
    const perMeter = this.recipe.metadata === 'strip' ? undefined : writtenDensity(this.#source.perMeter);
    const bytes = writePng(raster, { level: output.compressionLevel, perMeter });
    return { bytes, width: raster.width, height: raster.height, pages: 1, notes: [] };
  }

  #image(output: OutputRecipe): LightImage {
    const source: LightImage = { raster: this.#source, state: sourceState(this.task.header, this.recipe) };
    if (this.#encoded.length === 1) return applyLightSteps(source, stepsFor(this.recipe, output));
    // As in `StillImages`: no more pixels than the largest of a set needs, and each output from them.
    this.#shared ??= this.#share(source);
    const { image, full } = this.#shared;
    return applyLightSteps(image, exactSize(sizeAfter(sizeSteps(output), full) ?? full));
  }

  #share(source: LightImage): { readonly image: LightImage; readonly full: LightImage['state'] } {
    const full = applyLightSteps(source, this.recipe.steps);
    return { image: applyLightSteps(full, largestSize(this.#encoded)), full: full.state };
  }
}
