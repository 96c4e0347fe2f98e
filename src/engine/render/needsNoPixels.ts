import type { OutputRecipe, Recipe } from '../../shared/recipe/recipe';
import type { SourceHeader } from '../../shared/run/run';
import { effectiveSteps } from '../operations';
import { sizeSteps, sourceState } from './outputSteps';

/** The keys of an output that say where its file goes or when it is kept, and nothing about its encoding. */
type Placement =
  | 'name'
  | 'folder'
  | 'width'
  | 'density'
  | 'columns'
  | 'copyKept'
  | 'minSavings'
  | 'minQuality'
  | 'minScale'
  | 'background'
  | 'svg';

function asksForEncoding({ format: _f, frames: _r, optimize: _o, maxBytes: _m, ...output }: OutputRecipe): boolean {
  const placement: ReadonlySet<string> = new Set<Placement>([
    ...(['name', 'folder', 'width', 'density', 'columns'] as const),
    ...(['copyKept', 'minSavings', 'minQuality', 'minScale', 'background', 'svg'] as const),
  ]);
  return Object.entries(output).some(([key, value]) => value !== undefined && !placement.has(key));
}

/**
 * Whether an output needs none of the pixels of its source: it has the same format and frames, no step changes it, no option of
 * the encoder is set, and all it asks for is less metadata or a lossless compression.
 */
export function needsNoPixels(recipe: Recipe, output: OutputRecipe, header: SourceHeader): boolean {
  const { format, frames, optimize, maxBytes } = output;
  const sameFormat = format === 'source' || format === header.format;
  const sameFrames = frames === 'keep' || header.pages === 1;
  const asks = optimize || recipe.metadata !== 'keep';
  if (!asks || !sameFormat || !sameFrames || maxBytes !== undefined || recipe.colorProfile !== 'keep' || asksForEncoding(output))
    return false;
  return effectiveSteps([...recipe.steps, ...sizeSteps(output)], sourceState(header, recipe)).length === 0;
}

/** Whether all pages of a TIFF stay, although only one can be encoded: its directories are copied. */
export function keepsPages(recipe: Recipe, output: OutputRecipe, header: SourceHeader): boolean {
  return header.format === 'tiff' && recipe.metadata !== 'keep' && !output.optimize && needsNoPixels(recipe, output, header);
}
