import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { FailureError } from '../shared/failure';
import { canAnimate, type OutputFormat } from '../shared/formats';
import type { OutputRecipe, Recipe, Step } from '../shared/recipe';
import type { SourceHeader } from '../shared/run';
import { resizeStep } from '../shared/schema/geometrySteps';
import { effectiveSteps, type Picture, type PixelSize } from './operations';
import { canBeTransparent } from './storage';

/** What an output of a recipe means for one source. */

/** The step that makes the size of one of a set of outputs. */
export function sizeSteps({ width, density }: Pick<OutputRecipe, 'width' | 'density'>): Step[] {
  if (width !== undefined) return [resizeStep.parse({ operation: 'resize', width })];
  if (density && density.value < density.largest)
    return [resizeStep.parse({ operation: 'resize', percent: (100 * density.value) / density.largest })];
  return [];
}

/** The step to a size that is known to the pixel. */
export function exactSize({ width, height }: PixelSize): Step[] {
  return [resizeStep.parse({ operation: 'resize', width, height, fit: 'fill' })];
}

/** The step to a share of the size, above 0 and below 1. */
export function scaleStep(share: number): Step {
  return resizeStep.parse({ operation: 'resize', percent: 100 * share });
}

/** The picture as its source has it. */
export function sourcePicture(header: SourceHeader, recipe: Recipe): Picture {
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
    optimise,
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
  const untouched = recipe.metadata === 'keep' && recipe.colourProfile === 'keep';
  const steps = effectiveSteps([...recipe.steps, ...sizeSteps(output)], sourcePicture(header, recipe));
  return steps.length === 0 && !asked && sameFormat && sameFrames && !optimise && fits && untouched;
}

/** Whether the output is the drawing itself, minified. */
export function isMinified(recipe: Recipe, output: OutputRecipe, header: SourceHeader): boolean {
  const steps = [...recipe.steps, ...sizeSteps(output)];
  return header.format === 'svg' && output.format === 'source' && output.optimise && steps.length === 0;
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
