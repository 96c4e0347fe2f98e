import { lstatSync, type Stats, utimesSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { OutputRecipe, Recipe } from '../../shared/recipe/recipe';
import { FailureError } from '../../shared/run/failure';
import type { PlannedOutput, Task, WrittenOutput } from '../../shared/run/run';
import { usesToken } from '../../shared/values/nameTemplate';
import { commit, recipeOf, type TaskContext } from '../commit/commit';
import { isLosslessWebp } from '../formats/webp';
import { digestIfThere, digestOf } from '../fs/fileDigest';
import { folderIsFile, isBlockedByFile, makeFolder } from '../fs/folders';
import { exists, removeTemp, tempPath, writeTemp } from '../fs/tempFile';
import { lateTarget, numbered } from '../naming/outputPath';
import { effectiveSteps } from '../operations';
import { sizeSteps, sourceState } from '../render/outputSteps';
import type { RenderedOutput } from '../render/renderedOutput';
import { type OutputMaker, pixelDigestOf } from '../render/renderOutput';
import { verifyOutput } from '../render/verifyOutput';

/** Makes one output and writes it: temp file, flush, check, and into place (safety invariant 3). */

async function checkTemp(temp: string, planned: PlannedOutput, made: RenderedOutput): Promise<void> {
  if (planned.copy) {
    if (digestIfThere(temp) !== digestOf(made.bytes))
      throw new FailureError('check-failed', l10n.t('The copy differs from its source. Check the disk and run again.'));
    return;
  }
  // sharp names AVIF after its container.
  const format = planned.format === 'avif' ? 'heif' : planned.format;
  const { width, height, pages } = made;
  // An animation that lost frames on the way is caught here.
  await verifyOutput(temp, { format, width, height, pages });
}

/** Formats whose encoders lose a little each time. */
const lossy: ReadonlySet<string> = new Set(['jpeg', 'webp', 'avif']);
/** Least savings for which a lossy file is encoded again: a second run over the results is not to wear them down. */
const worthLoss = 0.05;

/** Fewest bytes that a result must save, or undefined where it takes its place whatever its size. */
function leastSavings(task: Task, planned: PlannedOutput, made: RenderedOutput, recipe: Recipe, output: OutputRecipe): number | undefined {
  const { optimize, minSavings, copyKept } = output;
  const { neverLarger } = recipe;
  if (!neverLarger && !minSavings && !optimize) return undefined;
  const stripped = recipe.metadata !== 'keep' && task.header.metadata.some((kind) => kind !== 'icc');
  // The copy of a kept source would carry what is to go.
  if (stripped && copyKept) return undefined;
  const changed = stripped || effectiveSteps([...recipe.steps, ...sizeSteps(output)], sourceState(task.header, recipe)).length > 0;
  // Who asks for another image wants it, optimized; who asks for a smaller file of the same wants that alone.
  if (!neverLarger && !minSavings && changed) return undefined;
  const again = optimize && !changed && losesAgain(task, planned, made) ? worthLoss : 0;
  return Math.max(1, minSavings?.bytes ?? 0, Math.max(again, (minSavings?.percent ?? 0) / 100) * task.bytes);
}

/** Whether a result is a lossy encoding of an image that had been through the same one. */
function losesAgain({ header }: Task, { format }: PlannedOutput, { bytes }: RenderedOutput): boolean {
  return format === header.format && lossy.has(format) && !(format === 'webp' && isLosslessWebp(bytes));
}

/** Whether a result is worth its place: the recipe may keep sources that do not gain enough. */
export function isWorthWhile(task: Task, planned: PlannedOutput, made: RenderedOutput, recipe: Recipe, output: OutputRecipe): boolean {
  const least = leastSavings(task, planned, made, recipe, output);
  return least === undefined || task.bytes - made.bytes.length >= least;
}

/** The place of a file whose name is known now that it is made. */
function settleName(planned: PlannedOutput, made: RenderedOutput, pixels: string | undefined): PlannedOutput {
  if (!planned.late) return planned;
  const known = { width: String(made.width), height: String(made.height), digest: digestOf(made.bytes), pixelDigest: pixels ?? '' };
  return { ...planned, target: lateTarget(planned.target, planned.late, known) };
}

/** Whether the very file is at a place already. */
function isThere(target: string, made: RenderedOutput): boolean {
  return exists(target) && lstatSync(target).isFile() && digestIfThere(target) === digestOf(made.bytes);
}

/**
 * Puts a temp file in its place. Of a name that was not planned another thread, or another output, may make the same one:
 * then the same bytes are one file, and others get a number.
 */
export function commitNamed(temp: string, task: Task, planned: PlannedOutput, made: RenderedOutput, context: TaskContext): PlannedOutput {
  const free = planned.late !== undefined || !task.outputs.some(({ target, copy }) => target === planned.target && copy === planned.copy);
  let place = planned;
  for (;;) {
    try {
      commit(temp, task, place, made, context);
      return place;
    } catch (error) {
      if (!free || (error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (isThere(place.target, made)) {
        removeTemp(temp);
        return place;
      }
      if (recipeOf(task, context).conflict === 'skip')
        throw new FailureError('target-exists', l10n.t('{0} exists already and was left as it is.', basename(place.target)));
      place = { ...planned, target: numbered(planned.target, (path) => !exists(path)) };
    }
  }
}

/** Where the copy of a source goes that was kept: into the folder of its output, under its own extension. */
function copyPlace(task: Task, planned: PlannedOutput): PlannedOutput {
  const extension = extname(task.source);
  const stem = planned.target.slice(0, planned.target.length - extname(planned.target).length);
  const target = `${stem}${extension}`;
  const copy = { ...planned, target, copy: true, format: task.header.format };
  if (planned.late) return { ...copy, late: { ...planned.late, extension } };
  return { ...copy, mode: target === planned.target ? planned.mode : 'create' };
}

/** What came of one output: a file, or the source was kept. */
export interface Wrote {
  readonly written?: WrittenOutput;
  readonly made: RenderedOutput;
  /** Whether the result was not worth its place; its bytes are those of `made`. */
  readonly kept: boolean;
}

export async function writeOutput(
  task: Task,
  planned: PlannedOutput,
  stats: Stats,
  maker: OutputMaker,
  context: TaskContext,
): Promise<Wrote> {
  const recipe = recipeOf(task, context);
  const output = recipe.outputs[planned.output] as OutputRecipe;
  const made = await maker.make(planned);
  if (planned.copy || isWorthWhile(task, planned, made, recipe, output)) return write(task, planned, made, stats, context);
  if (!output.copyKept || recipe.replace || output.folder === undefined) return { made, kept: true };
  const place = copyPlace(task, planned);
  const copied = await write(task, place, await maker.make(place), stats, context);
  return { ...copied, made, kept: true };
}

/** Tells the temp files of a task apart. */
function tempNumber({ outputs }: Task, { output, frame }: PlannedOutput): number {
  return outputs.findIndex((each) => each.output === output && each.frame === frame);
}

/** Whether the recipe speaks of the pixels of its files. */
export function wantsPixelDigest({ manifest }: Recipe, { name }: OutputRecipe): boolean {
  return manifest?.digest === 'pixels' || usesToken(name, 'pixelDigest');
}

async function write(task: Task, planned: PlannedOutput, made: RenderedOutput, stats: Stats, context: TaskContext): Promise<Wrote> {
  const { setup } = context;
  const recipe = recipeOf(task, context);
  const output = recipe.outputs[planned.output] as OutputRecipe;
  const pixels = wantsPixelDigest(recipe, output) ? await pixelDigestOf(made.bytes) : undefined;
  const named = settleName(planned, made, pixels);
  const temp = tempPath(named.target, setup.runId, task.id, tempNumber(task, planned));
  const newFolder = makeOutputFolder(dirname(temp));
  if (newFolder !== undefined) context.journal.append({ action: 'folder', path: newFolder }, false);
  let place: PlannedOutput;
  try {
    writeTemp(temp, made.bytes, stats.mode);
    await checkTemp(temp, named, made);
    if (recipe.keepTimestamps) utimesSync(temp, stats.atimeMs / 1000, task.mtimeMs / 1000);
    place = commitNamed(temp, task, named, made, context);
  } catch (error) {
    removeTemp(temp);
    throw error;
  }
  const { bytes, width, height } = made;
  const density = output.density && { density: output.density.value };
  const digest = pixels ?? (recipe.manifest ? digestOf(bytes) : undefined);
  const more = { ...density, ...(digest !== undefined && { digest }) };
  return { made, kept: false, written: { target: place.target, bytes: bytes.length, width, height, format: planned.format, ...more } };
}

function makeOutputFolder(path: string): string | undefined {
  try {
    return makeFolder(path);
  } catch (error) {
    throw isBlockedByFile(path) ? folderIsFile(error) : error;
  }
}
