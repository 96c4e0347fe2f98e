import type { OutputRecipe, Recipe } from '../../shared/recipe/recipe';
import type { SourceHeader } from '../../shared/run/run';
import type { TaskOutput } from '../../shared/run/taskOutput';
import { compressLosslessly } from '../compress/compressLosslessly';
import { filterMetadata } from '../containers/filterMetadata';
import { assertMetadataStripped } from '../metadata/assertMetadataStripped';
import { effectiveSteps } from '../operations';
import { sizeSteps, sourceState } from './outputSteps';
import type { RenderedOutput } from './renderedOutput';

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

/** Writes a source again around the same samples; undefined where they have to be encoded again. @param source bytes of the source */
export async function rewriteSource(source: Buffer, { task, recipe, output }: TaskOutput): Promise<RenderedOutput | undefined> {
  const { format, width, height, pages } = task.header;
  if (!needsNoPixels(recipe, output, task.header)) return undefined;
  const filtered = filterMetadata(source, format, recipe.metadata);
  if (filtered === undefined) return undefined;
  await assertMetadataStripped(filtered.bytes, recipe.metadata);
  const bytes = output.optimize ? await compressLosslessly(filtered.bytes, format) : filtered.bytes;
  return bytes && { bytes, width, height, pages, notes: filtered.notes };
}
