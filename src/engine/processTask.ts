import { chmodSync, lstatSync, readFileSync, type Stats, statSync, unlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import sharp, { type OutputInfo } from 'sharp';
import { FailureError } from '../shared/failure';
import type { OutputFormat } from '../shared/formats';
import type { Outcome, PlannedOutput, RunSetup, Task, WrittenOutput } from '../shared/run';
import { carryOver } from './carryOver';
import { checkOutput, decodePicture } from './checkOutput';
import { diagnose } from './diagnose';
import { digestIfThere, digestOf } from './digest';
import { canBeTransparent, encode } from './encode';
import { folderIsFile, isBlockedByFile, makeFolder } from './folders';
import { expectedFrames } from './frames';
import { refuseCutOffGif } from './gif';
import type { Journal, KeptOriginal } from './journal';
import { keepOriginal } from './keepOriginal';
import { applySteps } from './operations';
import { exists, giveOwner, moveOver, moveToFreePlace, removeTemp, tempPath, writeTemp } from './tempFile';

/** One source in, its outputs out. Runs in a worker thread; file calls are synchronous there, since they cost less than their hand-over. */

export interface TaskContext {
  readonly setup: RunSetup;
  readonly journal: Journal;
  /** Number of the worker that has the task. */
  readonly worker: number;
}

/** What is to be written to one target. */
interface Made {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
  readonly pages: number;
  readonly notes: readonly string[];
}

/** A broken picture is not handed on, even unchanged (safety invariant 6). */
async function copySource(task: Task): Promise<Made> {
  const { format, width, height, pages } = task.header;
  await decodePicture(task.source, { format, width, height, pages });
  return { bytes: readFileSync(task.source), width, height, pages, notes: [l10n.t('Already fits: copied unchanged.')] };
}

async function encodeOutput(task: Task, planned: PlannedOutput & { format: OutputFormat }, { setup }: TaskContext): Promise<Made> {
  const { header } = task;
  const recipe = setup.recipe.outputs[planned.output];
  if (recipe === undefined) throw new FailureError('internal', l10n.t('The recipe has no output {0}.', planned.output));
  if (header.format === 'gif') refuseCutOffGif(task.source);
  const source = sharp(task.source, { animated: header.pages > 1 }).timeout({ seconds: sharpSeconds(setup.timeoutSeconds) });
  const upright = header.pages > 1 ? source : source.autoOrient();
  const picture = { width: header.width, height: header.height, transparent: canBeTransparent(planned.format, recipe) };
  const { image, notes } = encode(applySteps(upright, setup.recipe.steps, picture), recipe, planned.format, header);
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  const pages = await expectedFrames(task.source, header.pages, planned.format, image, data);
  const bytes = carryOver(task.source, header, planned.format, data);
  return { bytes, width: info.width, height: frameHeight(info), pages, notes };
}

/** sharp's timeout takes whole seconds up to an hour; what is longer is the supervisor's to end. */
function sharpSeconds(seconds: number): number {
  return Math.min(3600, Math.ceil(seconds));
}

function frameHeight(info: OutputInfo): number {
  return info.pageHeight ?? info.height;
}

function make(task: Task, planned: PlannedOutput, context: TaskContext): Promise<Made> {
  // Only a copy keeps SVG: nothing here writes it.
  return planned.copy || planned.format === 'svg' ? copySource(task) : encodeOutput(task, { ...planned, format: planned.format }, context);
}

async function checkTemp(temp: string, planned: PlannedOutput, made: Made): Promise<void> {
  if (planned.copy) {
    if (digestIfThere(temp) !== digestOf(made.bytes))
      throw new FailureError('check-failed', l10n.t('The copy differs from its source. Check the disk and run again.'));
    return;
  }
  const format = planned.format === 'avif' ? 'heif' : planned.format;
  const { width, height, pages } = made;
  // An animation that lost frames on the way is caught here.
  await checkOutput(temp, { format, width, height, pages });
}

/** Keeps the bytes of a file under a name of their own; an attempt never takes away what one before it kept. */
function keep(path: string, task: Task, { output }: PlannedOutput, { setup }: TaskContext): KeptOriginal {
  const name = [task.id, output, ...(path === task.source ? ['source'] : []), ...(task.attempt > 0 ? [task.attempt] : [])].join('-');
  return keepOriginal(setup.directory, name, path);
}

/** Renames a checked temp file into place, its journal entry first. */
function commit(temp: string, task: Task, planned: PlannedOutput, made: Made, context: TaskContext): void {
  const { target, mode } = planned;
  const { setup, journal } = context;
  // It may have been edited while its replacement was made.
  if (setup.recipe.replace) lookAgain(task);
  const source = setup.recipe.replace && target !== task.source ? keep(task.source, task, planned, context) : undefined;
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
      if (setup.recipe.replace) lookAgain(task);
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

/** Writes one output; undefined when the recipe keeps the source because the result would be larger. */
async function writeOutput(
  task: Task,
  planned: PlannedOutput,
  stats: Stats,
  context: TaskContext,
): Promise<{ written?: WrittenOutput; made: Made }> {
  const { setup } = context;
  const made = await make(task, planned, context);
  if (setup.recipe.neverLarger && !planned.copy && made.bytes.length >= task.bytes) return { made };
  const temp = tempPath(planned.target, setup.runId, task.id, planned.output);
  const newFolder = makeOutputFolder(dirname(temp));
  if (newFolder !== undefined) context.journal.append({ action: 'folder', path: newFolder }, false);
  try {
    writeTemp(temp, made.bytes, stats.mode);
    await checkTemp(temp, planned, made);
    commit(temp, task, planned, made, context);
  } catch (error) {
    removeTemp(temp);
    throw error;
  }
  const { bytes, width, height } = made;
  return { made, written: { target: planned.target, bytes: bytes.length, width, height, format: planned.format } };
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
  if (context.setup.recipe.replace && planned.target !== task.source && exists(task.source)) {
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
  const ended = () => ({ outputs, ms: performance.now() - started, ...(notes.size > 0 && { notes: [...notes] }) });
  try {
    const before = task.outputs.map((planned) => finishedBefore(task, planned, context));
    const stats = before.every(Boolean) ? undefined : lookAgain(task);
    let larger: number | undefined;
    for (const [index, planned] of task.outputs.entries()) {
      if (stats === undefined || before[index]) {
        outputs.push(await resume(task, planned, context));
        continue;
      }
      const { written, made } = await writeOutput(task, planned, stats, context);
      if (written) outputs.push(written);
      else larger = made.bytes.length;
      for (const note of made.notes) notes.add(note);
    }
    if (outputs.length > 0 || larger === undefined) return { ...outcome, status: 'done', ...ended() };
    const message = l10n.t('The result would be {0} bytes larger than the source, which was kept.', larger - task.bytes);
    return { ...outcome, status: 'kept', code: 'larger', message, ...ended() };
  } catch (error) {
    onError(error);
    const failure = await diagnose(task.source, error);
    const made = outputs.map(({ target }) => basename(target)).join(', ');
    const message = outputs.length > 0 ? l10n.t('{0} Made before that: {1}.', failure.message, made) : failure.message;
    return { ...outcome, status: 'failed', code: failure.code, message, ...ended() };
  }
}
