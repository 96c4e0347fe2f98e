import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import sharp from 'sharp';
import type { OutputRecipe } from '../../shared/recipe/recipe';
import type { Outcome, PlannedOutput, Task, WrittenOutput } from '../../shared/run/run';
import { formatCount } from '../../shared/values/formatQuantity';
import { assertUnchanged, keep, recipeOf, removeSource, type TaskContext } from '../commit/commit';
import { diagnose } from '../formats/diagnose';
import { checkIco } from '../formats/ico';
import { digestIfThere, digestOf } from '../fs/fileDigest';
import { exists } from '../fs/tempFile';
import { OutputMaker, pixelDigestOf } from '../render/renderOutput';
import { wantsPixelDigest, writeOutput } from './writeOutput';

/** One source in, its outputs out. Runs in a worker thread; file calls are synchronous there, since they cost less than their hand-over. */

/** What an attempt that died with its process had already put in place: its digest is in the journal and on the disk. */
function finishedBefore(task: Task, planned: PlannedOutput, { journal }: TaskContext): boolean {
  if (task.attempt === 0) return false;
  const digest = journal.earlierDigest(task.id, planned.target);
  return digest !== undefined && digestIfThere(planned.target) === digest;
}

/** The output of an attempt before this one; its size is read from the file. */
async function describe(task: Task, planned: PlannedOutput, context: TaskContext): Promise<WrittenOutput> {
  const size = await describeSize(planned);
  const recipe = recipeOf(task, context);
  const output = recipe.outputs[planned.output] as OutputRecipe;
  const bytes = readFileSync(planned.target);
  const digest = wantsPixelDigest(recipe, output) ? await pixelDigestOf(bytes) : recipe.manifest && digestOf(bytes);
  return { ...size, ...(output.density && { density: output.density.value }), ...(digest !== undefined && { digest }) };
}

async function describeSize({ target, format }: PlannedOutput): Promise<WrittenOutput> {
  const bytes = statSync(target).size;
  if (format === 'ico') {
    const sizes = await checkIco(readFileSync(target));
    const side = Math.max(...sizes.map(({ width }) => width));
    return { target, bytes, width: side, height: side, format };
  }
  // The levels of a TIFF pyramid differ in size, and sharp would refuse to read them as one.
  const { width, height, pageHeight = height } = await sharp(target, { animated: format !== 'tiff' }).metadata();
  return { target, bytes, width, height: pageHeight, format };
}

/** Ends what an attempt before this one began: a source that is replaced under another name goes last, and may still be there. */
async function resume(task: Task, planned: PlannedOutput, context: TaskContext): Promise<WrittenOutput> {
  if (recipeOf(task, context).replace && planned.target !== task.source && exists(task.source)) {
    assertUnchanged(task);
    removeSource(task, keep(task.source, task, planned, context), context);
  }
  return describe(task, planned, context);
}

/**
 * Carries out a task. Never throws: whatever happens to one file is its outcome.
 * @param onError gets the error behind a failure, for the log
 */
export async function processTask(task: Task, context: TaskContext, onError: (error: unknown) => void): Promise<Outcome> {
  const started = performance.now();
  const { width, height } = task.header;
  const outcome = { id: task.id, source: task.source, before: { bytes: task.bytes, width, height }, worker: context.worker };
  const outputs: WrittenOutput[] = [];
  const notes = new Set<string>();
  const maker = new OutputMaker(task, context.setup);
  const ended = () => ({ outputs, ms: performance.now() - started, ...(notes.size > 0 && { notes: [...notes] }) });
  try {
    const before = task.outputs.map((planned) => finishedBefore(task, planned, context));
    const stats = before.every(Boolean) ? undefined : assertUnchanged(task);
    const keptOutputs: { readonly planned: PlannedOutput; readonly bytes: number }[] = [];
    let done = false;
    for (const [index, planned] of task.outputs.entries()) {
      if (stats === undefined || before[index]) {
        outputs.push(await resume(task, planned, context));
        done = true;
        continue;
      }
      const { written, made, kept } = await writeOutput(task, planned, stats, maker, context);
      if (written) outputs.push(written);
      if (kept) keptOutputs.push({ planned, bytes: made.bytes.length });
      else done = true;
      for (const note of made.notes) notes.add(note);
    }
    const [first] = keptOutputs;
    if (!first) return { ...outcome, status: 'done', ...ended() };
    if (!done) return { ...outcome, status: 'kept', code: 'larger', message: keptMessage(first.bytes - task.bytes), ...ended() };
    for (const { planned, bytes } of keptOutputs)
      notes.add(l10n.t('Not written: {0}. {1}', basename(planned.target), keptMessage(bytes - task.bytes)));
    return { ...outcome, status: 'done', ...ended() };
  } catch (error) {
    onError(error);
    const failure = await diagnose(task.source, error);
    const made = outputs.map(({ target }) => basename(target)).join(', ');
    const message = outputs.length > 0 ? l10n.t('{0} Made before that: {1}.', failure.message, made) : failure.message;
    return { ...outcome, status: 'failed', code: failure.code, message, ...ended() };
  } finally {
    maker.dispose();
  }
}

/** Why a source was kept. */
function keptMessage(larger: number): string {
  if (larger === 0) return l10n.t('The result would be as large as the source, which was kept.');
  if (larger < 0) return l10n.t('The result would be only {0} bytes smaller than the source, which was kept.', formatCount(-larger));
  return l10n.t('The result would be {0} bytes larger than the source, which was kept.', formatCount(larger));
}
