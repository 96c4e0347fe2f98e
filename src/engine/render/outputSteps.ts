import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { OutputRecipe, Recipe, Step, StepOf } from '../../shared/recipe/recipe';
import { FailureError } from '../../shared/run/failure';
import type { SourceHeader } from '../../shared/run/run';
import { canAnimate, type OutputFormat } from '../../shared/values/formats';
import type { PixelSize } from '../../shared/values/pixelSize';
import { effectiveSteps, type ImageState } from '../operations';
import { canBeTransparent } from './formatCapabilities';

/** What an output of a recipe means for one source. */

/** A resize with the schema's defaults; the schema itself takes long to load. */
export function resizeTo(parameters: Partial<StepOf<'resize'>>): StepOf<'resize'> {
  return { operation: 'resize', fit: 'inside', position: 'center', kernel: 'lanczos3', enlarge: false, ...parameters };
}

/** The step that makes the size of one of a set of outputs. */
export function sizeSteps({ width, density }: Pick<OutputRecipe, 'width' | 'density'>): Step[] {
  if (width !== undefined) return [resizeTo({ width })];
  if (density && density.value < density.largest) return [resizeTo({ percent: (100 * density.value) / density.largest })];
  return [];
}

/** The step to a size that is known to the pixel. */
export function exactSize({ width, height }: PixelSize): Step[] {
  return [resizeTo({ width, height, fit: 'fill' })];
}

/** The step to a share of the size, above 0 and below 1. */
export function scaleStep(share: number): Step {
  return resizeTo({ percent: 100 * share });
}

/** The image as its source has it. */
export function sourceState(header: SourceHeader, recipe: Recipe): ImageState {
  const { width, height, alpha, space } = header;
  // Where one of several files can be transparent, new parts of the canvas are; the others are put on a background at the end.
  const transparent = recipe.outputs.some((output) => {
    const format = output.format === 'source' ? (header.format === 'svg' ? 'png' : header.format) : output.format;
    return canBeTransparent(format, output);
  });
  return { width, height, alpha, space, transparent };
}

/** Whether the output would be the source again. */
export function isCopy(recipe: Recipe, output: OutputRecipe, header: SourceHeader, bytes: number): boolean {
  const {
    frames,
    optimize,
    maxBytes,
    width: _w,
    density: _d,
    name: _n,
    folder: _f,
    format,
    minQuality: _q,
    minScale: _s,
    copyKept: _c,
    minSavings: _m,
    ...encoding
  } = output;
  const asked = Object.entries(encoding).some(([key, value]) => value !== undefined && key !== 'columns' && key !== 'background');
  const sameFormat = format === 'source' || format === header.format;
  const sameFrames = frames === 'keep' || header.pages === 1;
  const fits = maxBytes === undefined || bytes <= maxBytes;
  const untouched = recipe.metadata === 'keep' && recipe.colorProfile === 'keep';
  const steps = effectiveSteps([...recipe.steps, ...sizeSteps(output)], sourceState(header, recipe));
  return steps.length === 0 && !asked && sameFormat && sameFrames && !optimize && fits && untouched;
}

/** Whether an output is the source again but for what stands beside its pixels. */
export function onlyTakesMetadata({ metadata, steps }: Recipe, output: OutputRecipe): boolean {
  const { format, width, density, frames, optimize, maxBytes } = output;
  const asIs = format === 'source' && frames === 'keep' && !optimize;
  const sized = width !== undefined || density !== undefined || maxBytes !== undefined;
  return metadata !== 'keep' && steps.length === 0 && asIs && !sized;
}

/**
 * Whether the output is the drawing itself, minified.
 * @throws FailureError where its metadata alone is to go: that is no reason to make pixels of it
 */
export function isMinified(recipe: Recipe, output: OutputRecipe, header: SourceHeader): boolean {
  if (header.format !== 'svg') return false;
  if (onlyTakesMetadata(recipe, output))
    throw new FailureError(
      'drawing',
      l10n.t('Vector graphics are left as they are here. A profile with optimize and metadata: strip takes their metadata out.'),
    );
  const steps = [...recipe.steps, ...sizeSteps(output)];
  return output.format === 'source' && output.optimize && steps.length === 0;
}

/**
 * The frames of the source that an output is made of: each is a file of its own.
 * @throws FailureError where frames would be lost, or a frame is not there
 */
export function framesOf(
  source: string,
  header: SourceHeader,
  { frames }: OutputRecipe,
  format: OutputFormat | 'svg',
): readonly (number | undefined)[] {
  const { pages } = header;
  if (frames === 'all') return Array.from({ length: pages }, (_, index) => index);
  if (frames === 'first') return [pages > 1 ? 0 : undefined];
  if (typeof frames === 'number') {
    if (frames < pages) return [pages > 1 ? frames : undefined];
    throw new FailureError('animation-lost', l10n.t('{0} has no frame {1}: its last one is {2}.', basename(source), frames, pages - 1));
  }
  // What the target cannot hold is a failure that says so, never dropped in silence (safety invariant 7).
  if (frames === 'keep' && pages > 1 && format !== 'svg' && !canAnimate(format)) {
    const figures = [basename(source), pages, format.toUpperCase()] as const;
    throw new FailureError(
      'animation-lost',
      header.format === 'tiff'
        ? l10n.t('{0} has {1} pages and {2} would keep one. Say frames: first in a profile to take it.', ...figures)
        : l10n.t('{0} has {1} frames and {2} would keep one. Choose GIF or WebP, or say which in a profile (frames).', ...figures),
    );
  }
  return [undefined];
}
