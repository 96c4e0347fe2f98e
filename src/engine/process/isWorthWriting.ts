import type { TaskOutput } from '../../shared/run/taskOutput';
import { isLosslessWebp } from '../formats/webp';
import { effectiveSteps } from '../operations';
import { sizeSteps, sourceState } from '../render/outputSteps';
import type { RenderedOutput } from '../render/renderedOutput';

/** Decides whether an output saves enough to be written, or whether the source is kept. */

/** Formats whose encoders lose a little quality each time. */
const lossy: ReadonlySet<string> = new Set(['jpeg', 'webp', 'avif', 'jxl']);
/** Least savings for which a lossy file is encoded again, so that repeated runs over the same files do not wear them down. */
const leastLossySavings = 0.05;

/** The bytes that an output must save at least; undefined when it is written whatever its size. */
function leastSavings({ task, planned, recipe, output }: TaskOutput, rendered: RenderedOutput): number | undefined {
  const { optimize, minSavings, copyKept } = output;
  const { neverLarger } = recipe;
  if (!neverLarger && !minSavings && !optimize) return undefined;
  const isStripped = recipe.metadata !== 'keep' && task.header.metadata.some((kind) => kind !== 'icc');
  // A copy of the kept source would contain the metadata that must be removed.
  if (isStripped && copyKept) return undefined;
  const isPrefixed = planned.format === 'svg' && output.svg?.prefix !== undefined;
  const isChanged =
    isStripped || isPrefixed || effectiveSteps([...recipe.steps, ...sizeSteps(output)], sourceState(task.header, recipe)).length > 0;
  // A recipe that changes the image wants the changed image; one that only optimizes wants a smaller file.
  if (!neverLarger && !minSavings && isChanged) return undefined;
  const again = optimize && !isChanged && isReencoded(task.header.format, planned.format, rendered) ? leastLossySavings : 0;
  return Math.max(1, minSavings?.bytes ?? 0, Math.max(again, (minSavings?.percent ?? 0) / 100) * task.bytes);
}

/** Whether an output is a lossy encoding of an image in the same lossy format. */
function isReencoded(before: string, after: string, { bytes, limit }: RenderedOutput): boolean {
  return limit === undefined && before === after && lossy.has(after) && !(after === 'webp' && isLosslessWebp(bytes));
}

/** Whether an output is written: the recipe may keep sources that would not shrink enough. */
export function isWorthWriting(output: TaskOutput, rendered: RenderedOutput): boolean {
  // A set of icons is always complete, and so is an atlas.
  if (output.output.icon || output.planned.sprite !== undefined) return true;
  const least = leastSavings(output, rendered);
  // In an output folder, a file that has nothing to remove would be missing.
  if (rendered.isUnchanged && (output.recipe.replace || output.output.folder === undefined)) return false;
  return output.planned.copy || least === undefined || output.task.bytes - rendered.bytes.length >= least;
}
