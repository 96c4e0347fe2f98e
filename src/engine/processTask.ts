import { chmodSync, lstatSync, type Stats, statSync, unlinkSync, utimesSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import * as l10n from '@vscode/l10n';
import sharp from 'sharp';
import { FailureError } from '../shared/failure';
import { usesToken } from '../shared/nameTemplate';
import { formatCount } from '../shared/quantity';
import type { OutputRecipe, Recipe } from '../shared/recipe';
import type { Outcome, PlannedOutput, RunSetup, Task, WrittenOutput } from '../shared/run';
import { checkOutput } from './checkOutput';
import { diagnose } from './diagnose';
import { digestIfThere, digestOf } from './digest';
import { folderIsFile, isBlockedByFile, makeFolder } from './folders';
import type { Journal, KeptOriginal } from './journal';
import { keepOriginal } from './keepOriginal';
import { type Made, OutputMaker, pixelDigestOf } from './makeOutput';
import { lateTarget, numbered } from './targets';
import { exists, giveOwner, moveOver, moveToFreePlace, removeTemp, tempPath, writeTemp } from './tempFile';

/** One source in, its outputs out. Runs in a worker thread; file calls are synchronous there, since they cost less than their hand-over. */

export interface TaskContext {
  readonly setup: RunSetup;
  readonly journal: Journal;
  /** Number of the worker that has the task. */
  readonly worker: number;
}

async function checkTemp(temp: string, planned: PlannedOutput, made: Made): Promise<void> {
  if (planned.copy) {
    if (digestIfThere(temp) !== digestOf(made.bytes))
      throw new FailureError('check-failed', l10n.t('The copy differs from its source. Check the disk and run again.'));
    return;
  }
  // sharp names AVIF after its container.
  const format = planned.format === 'avif' ? 'heif' : planned.format;
  const { width, height, pages } = made;
  // An animation that lost frames on the way is caught here.
  await checkOutput(temp, { format, width, height, pages });
}

/** The recipe of a task, which overrides may have changed. */
function recipeOf(task: Task, { setup }: TaskContext): Recipe {
  return task.recipe ?? setup.recipe;
}

/** Keeps the bytes of a file under a name of their own; an attempt never takes away what one before it kept. */
function keep(path: string, task: Task, { output }: PlannedOutput, { setup }: TaskContext): KeptOriginal {
  const name = [task.id, output, ...(path === task.source ? ['source'] : []), ...(task.attempt > 0 ? [task.attempt] : [])].join('-');
  return keepOriginal(setup.directory, name, path);
}

/** Renames a checked temp file into place, its journal entry first. */
function commit(temp: string, task: Task, planned: PlannedOutput, made: Made, context: TaskContext): void {
  const { target, mode } = planned;
  const { journal } = context;
  const { replace } = recipeOf(task, context);
  // It may have been edited while its replacement was made.
  if (replace) lookAgain(task);
  const source = replace && target !== task.source ? keep(task.source, task, planned, context) : undefined;
  const entry = { task: task.id, path: target, sha256: digestOf(made.bytes) };
  // What was to be overwritten may be gone, or have been there in another case only.
  const isNew = mode === 'create' || !exists(target);
  if (isNew) {
    if (source) giveOwner(temp, source);
    journal.announce({ action: 'create', ...entry }, false, () => {
      if (source) lookAgain(task);
      moveToFreePlace(temp, target);
    });
  } else {
    const before = lstatSync(target);
    const original = keep(target, task, planned, context);
    giveOwner(temp, original);
    chmodSync(temp, original.mode & 0o777);
    // An edit that was saved since the original was kept would be lost with it.
    journal.announce({ action: 'replace', ...entry, original }, true, () => {
      if (replace) lookAgain(task);
      refuseChanged(target, before);
      moveOver(temp, target);
    });
  }
  if (!source) return;
  try {
    removeSource(task, source, context);
  } catch (error) {
    if (isNew) takeBack(entry, context);
    throw error;
  }
}

/** Takes a new file away again whose source could not be taken away. */
function takeBack({ task, path }: { task: number; path: string }, { journal }: TaskContext): void {
  unlinkSync(path);
  journal.append({ action: 'withdraw', task, path }, false);
}

/** Takes away a source whose replacement has another extension; its bytes are kept. */
function removeSource(task: Task, original: KeptOriginal, { journal }: TaskContext): void {
  journal.announce({ action: 'remove', task: task.id, path: task.source, original }, true, () => {
    lookAgain(task);
    unlinkSync(task.source);
  });
}

/** What an attempt that died with its process had already put in place: its digest is in the journal and on the disk. */
function finishedBefore(task: Task, planned: PlannedOutput, { journal }: TaskContext): boolean {
  if (task.attempt === 0) return false;
  const digest = journal.earlierDigest(task.id, planned.target);
  return digest !== undefined && digestIfThere(planned.target) === digest;
}

/** The output of an attempt before this one; its size is read from the file. */
async function describe(planned: PlannedOutput): Promise<WrittenOutput> {
  const { width, height, pageHeight } = await sharp(planned.target, { animated: true }).metadata();
  return { target: planned.target, bytes: statSync(planned.target).size, width, height: pageHeight ?? height, format: planned.format };
}

/** Whether a result is worth its place: the recipe may keep sources that do not gain enough. */
function isWorthWhile(task: Task, made: Made, recipe: Recipe, { optimise, minSavings }: OutputRecipe): boolean {
  if (!recipe.neverLarger && !optimise) return true;
  const saved = task.bytes - made.bytes.length;
  const least = Math.max(1, minSavings?.bytes ?? 0, ((minSavings?.percent ?? 0) / 100) * task.bytes);
  return saved >= least;
}

/** The place of a file whose name is known now that it is made. */
function settleName(planned: PlannedOutput, made: Made, pixels: string | undefined): PlannedOutput {
  if (!planned.late) return planned;
  const known = { width: String(made.width), height: String(made.height), digest: digestOf(made.bytes), pixelDigest: pixels ?? '' };
  return { ...planned, target: lateTarget(planned.target, planned.late, known) };
}

/** Whether the very file is at a place already. */
function isThere(target: string, made: Made): boolean {
  return exists(target) && lstatSync(target).isFile() && digestIfThere(target) === digestOf(made.bytes);
}

/**
 * Puts a temp file in its place. Of a name that was not planned another thread may make the same one at any moment: then
 * the same bytes are one file, and others get a number.
 */
function commitNamed(temp: string, task: Task, planned: PlannedOutput, made: Made, context: TaskContext): PlannedOutput {
  let place = planned;
  for (;;) {
    try {
      commit(temp, task, place, made, context);
      return place;
    } catch (error) {
      if (!planned.late || (error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
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
  const extension = extname(planned.target);
  const stem = planned.target.slice(0, planned.target.length - extension.length);
  const wanted = `${stem}${extname(task.source)}`;
  const target = wanted === planned.target || !exists(wanted) ? wanted : numbered(wanted, (path) => !exists(path));
  return { ...planned, target, copy: true, format: task.header.format };
}

/** What came of one output: a file, or the source was kept. */
interface Wrote {
  readonly written?: WrittenOutput;
  readonly made: Made;
  /** Whether the result was not worth its place; its bytes are those of `made`. */
  readonly kept: boolean;
}

async function writeOutput(task: Task, planned: PlannedOutput, stats: Stats, maker: OutputMaker, context: TaskContext): Promise<Wrote> {
  const recipe = recipeOf(task, context);
  const output = recipe.outputs[planned.output] as OutputRecipe;
  const made = await maker.make(planned);
  if (planned.copy || isWorthWhile(task, made, recipe, output)) return write(task, planned, made, stats, context);
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
function wantsPixelDigest({ manifest }: Recipe, { name }: OutputRecipe): boolean {
  return manifest?.digest === 'pixels' || usesToken(name, 'pixelDigest');
}

async function write(task: Task, planned: PlannedOutput, made: Made, stats: Stats, context: TaskContext): Promise<Wrote> {
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

/** Refuses to replace a file that is not as it was when it was kept. */
function refuseChanged(path: string, before: Stats): void {
  const now = lstatSync(path);
  if (now.size === before.size && now.mtimeMs === before.mtimeMs && now.ino === before.ino) return;
  throw new FailureError('changed', l10n.t('{0} was changed while the run was going, so it was left alone. Run again.', basename(path)));
}

/** The source as it is now. A file that was changed after the plan is left alone: the plan does not speak of it. */
function lookAgain(task: Task): Stats {
  const stats = statSync(task.source);
  if (stats.size !== task.bytes || stats.mtimeMs !== task.mtimeMs) {
    throw new FailureError('changed', l10n.t('The file was changed while the run was going, so it was left alone. Run again.'));
  }
  return stats;
}

/** Ends what an attempt before this one began: a source that is replaced under another name goes last, and may still be there. */
async function resume(task: Task, planned: PlannedOutput, context: TaskContext): Promise<WrittenOutput> {
  if (recipeOf(task, context).replace && planned.target !== task.source && exists(task.source)) {
    lookAgain(task);
    removeSource(task, keep(task.source, task, planned, context), context);
  }
  return describe(planned);
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
    const stats = before.every(Boolean) ? undefined : lookAgain(task);
    let larger: number | undefined;
    let done = false;
    for (const [index, planned] of task.outputs.entries()) {
      if (stats === undefined || before[index]) {
        outputs.push(await resume(task, planned, context));
        done = true;
        continue;
      }
      const { written, made, kept } = await writeOutput(task, planned, stats, maker, context);
      if (written) outputs.push(written);
      if (kept) larger = made.bytes.length;
      else done = true;
      for (const note of made.notes) notes.add(note);
    }
    if (larger === undefined || done) return { ...outcome, status: 'done', ...ended() };
    return { ...outcome, status: 'kept', code: 'larger', message: keptMessage(larger - task.bytes), ...ended() };
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
  if (larger < 0) return l10n.t('The result would be only {0} bytes smaller than the source, which was kept.', formatCount(-larger));
  return l10n.t('The result would be {0} bytes larger than the source, which was kept.', formatCount(larger));
}
