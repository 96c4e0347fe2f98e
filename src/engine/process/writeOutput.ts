import { lstatSync, type Stats, utimesSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import type { PlannedOutput, WrittenOutput } from '../../shared/run/run';
import { possibleTargets, type TaskOutput } from '../../shared/run/taskOutput';
import { usesToken } from '../../shared/values/nameTemplate';
import { commit } from '../commit/commit';
import type { Journal } from '../commit/journal';
import { assertFolderKept } from '../fs/assertFolderKept';
import { digestIfThere, digestOf } from '../fs/fileDigest';
import { folderIsFile, isBlockedByFile, makeFolder } from '../fs/folders';
import { hasBytes } from '../fs/sameBytes';
import { SeenFolders } from '../fs/seenFolders';
import { exists, removeTemp, tempPath, writeTempConcurrently } from '../fs/tempFile';
import { numbered } from '../naming/existingNames';
import { lateTarget } from '../naming/outputPath';
import { targetExists } from '../naming/targetAllocator';
import { outputPixelDigest } from '../render/outputPixelDigest';
import type { RenderedOutput } from '../render/renderedOutput';
import type { StageClock } from '../render/stageClock';
import type { TaskRenderer } from '../render/taskRenderer';
import { damageNote } from '../sources/damageNote';
import { isWorthWriting } from './isWorthWriting';
import type { OutputJob } from './outputJob';
import { type Settled, type SettledOutput, settledFormat } from './settledFormat';
import { notReplaced, type UnseenDamage } from './unseenDamage';
import { verifyOutput } from './verifyOutput';
import { writeSprite } from './writeSprite';

/** Writes one output: temp file, flush, check, rename (safety invariant 3). */

/** An output whose format is known. */
type SettledJob = Settled<OutputJob>;

/** A rendered output with its digests. */
interface DigestedOutput extends RenderedOutput {
  readonly sha256: string;
  /** Digest of the decoded pixels; absent unless the recipe uses it. */
  readonly pixelDigest?: string;
}

/** Whether the recipe lists the digests of the pixels, or names files by them. */
export function usesPixelDigest({ recipe: { manifest }, output: { name } }: TaskOutput): boolean {
  return manifest?.digest === 'pixels' || usesToken(name, 'pixelDigest');
}

async function withDigests(job: SettledJob, rendered: RenderedOutput): Promise<DigestedOutput> {
  const sha256 = digestOf(rendered.bytes);
  return { ...rendered, sha256, ...(usesPixelDigest(job) && { pixelDigest: await outputPixelDigest(rendered.bytes, job.planned.format) }) };
}

/** Whether a file of the user is replaced or removed once the output is in place. */
function replacesFile({ recipe, planned }: OutputJob): boolean {
  return recipe.replace || planned.mode !== 'create';
}

/** Refuses to replace a damaged source unless it is forced, and notes the damage. @throws FailureError `corrupt` or `truncated` */
async function withDamageNoted(job: OutputJob, rendered: RenderedOutput, unseen: UnseenDamage): Promise<RenderedOutput> {
  const isReplaced = replacesFile(job);
  const damage = await unseen.of(rendered, isReplaced);
  if (damage === undefined) return rendered;
  if (isReplaced && !job.force) throw notReplaced(damage);
  return { ...rendered, notes: [...rendered.notes, damageNote(damage.code)] };
}

/** @throws FailureError `check-failed` when the temp file is not the output that was rendered */
async function checkTemp(temp: string, job: OutputJob, { bytes, width, height, pages, stored }: RenderedOutput): Promise<void> {
  const { planned } = job;
  if (planned.copy) {
    if (hasBytes(temp, bytes)) return;
    throw new FailureError('check-failed', l10n.t('The copy differs from its source. Check the disk and run again.'));
  }
  // sharp names AVIF after its container.
  const format = planned.format === 'avif' ? 'heif' : planned.format;
  // This also catches an animation that lost frames.
  const expected = { format, ...(stored ?? { width, height }), pages };
  await verifyOutput(temp, bytes, { expected, isDecoded: replacesFile(job) });
}

/** The job with its final target. The plan could not know names that contain digests, or a size that depends on the pixels. */
function withFinalName(job: SettledJob, { width, height, sha256, pixelDigest = '' }: DigestedOutput): SettledJob {
  const { planned } = job;
  if (!planned.late) return job;
  const known = { width: String(width), height: String(height), digest: sha256, pixelDigest };
  return { ...job, planned: { ...planned, target: lateTarget(planned.target, planned.late, known) } };
}

/** Whether a file with these bytes exists at a target. */
function hasSameBytes(target: string, sha256: string): boolean {
  return exists(target) && lstatSync(target).isFile() && digestIfThere(target) === sha256;
}

/**
 * Renames a temp file to its target. When the plan does not know the name, another thread or another output may use it, too:
 * then files with the same bytes become one, and others get a number.
 * @returns the path of the file
 */
export function commitNamed(temp: string, job: OutputJob, sha256: string): string {
  const { task, planned, recipe } = job;
  const isOwn = (each: PlannedOutput) => each.copy === planned.copy && possibleTargets(each).includes(planned.target);
  const isPlanned = !planned.late && task.outputs.some(isOwn);
  let { target } = planned;
  for (;;) {
    try {
      commit(temp, { ...job, planned: { ...planned, target } }, sha256);
      return target;
    } catch (error) {
      if ((isPlanned && task.attempt === 0) || (error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      // An earlier attempt, which may go on where nobody knows of it, can have made the output meanwhile.
      if (hasSameBytes(target, sha256)) {
        removeTemp(temp);
        return target;
      }
      if (isPlanned) throw error;
      if (recipe.conflict === 'skip') throw targetExists(target);
      target = numbered(planned.target, (path) => !exists(path));
    }
  }
}

/** The plan of a copy of the kept source: in the folder of the output, with the extension of the source. */
function plannedCopy({ task, planned }: SettledJob): SettledOutput {
  const extension = extname(task.source);
  const stem = planned.target.slice(0, planned.target.length - extname(planned.target).length);
  const target = `${stem}${extension}`;
  const copy = { ...planned, target, copy: true, format: task.header.format };
  if (planned.late) return { ...copy, late: { ...planned.late, extension } };
  return { ...copy, mode: target === planned.target ? planned.mode : 'create' };
}

/** The result of one output: a file, or that the source was kept. Both when the recipe copies sources that are kept. */
export interface OutputResult {
  /** The output as planned, in the format that it has. */
  readonly planned: SettledOutput;
  readonly written?: WrittenOutput;
  readonly rendered: RenderedOutput;
  /** Whether the output did not save enough. Its bytes are in `rendered`. */
  readonly kept: boolean;
}

/** The source of the outputs of a task. */
export interface OutputSource {
  readonly stats: Stats;
  readonly renderer: TaskRenderer;
  readonly unseen: UnseenDamage;
  readonly clock: StageClock;
}

/** Renders an output and writes it if it is worth it. */
export async function writeOutput(open: OutputJob, source: OutputSource): Promise<OutputResult> {
  const { recipe, output } = open;
  const { renderer, unseen, clock } = source;
  const rendered = await renderer.render(open);
  const job = settledFormat(open, rendered);
  const { planned } = job;
  if (planned.sprite !== undefined) return { planned, written: await writeSprite(job, planned.sprite, rendered), rendered, kept: false };
  if (isWorthWriting(job, rendered)) {
    const noted = await clock.time('check', () => withDamageNoted(job, rendered, unseen));
    return { planned, written: await write(job, noted, source), rendered: noted, kept: false };
  }
  if (!output.copyKept || recipe.replace || output.folder === undefined) return { planned, rendered, kept: true };
  const copy = { ...job, planned: plannedCopy(job) };
  return { planned, written: await write(copy, await renderer.render(copy), source), rendered, kept: true };
}

/** Distinguishes the temp files of a task. */
function tempNumber({ task, planned }: OutputJob): number {
  return task.outputs.findIndex((each) => each.output === planned.output && each.frame === planned.frame);
}

async function write(job: SettledJob, rendered: RenderedOutput, source: OutputSource): Promise<WrittenOutput> {
  const result = await withDigests(job, rendered);
  const named = withFinalName(job, result);
  const { target } = named.planned;
  return writeNamed(named, result, source).catch((error: NodeJS.ErrnoException) => {
    // The computer that started the run was started again, and has removed the temp files that it knew nothing of.
    if (error.code !== 'ENOENT' || job.journal.part === undefined || !exists(dirname(target))) throw error;
    return writeNamed(named, result, source);
  });
}

async function writeNamed(named: SettledJob, result: DigestedOutput, { stats, clock }: OutputSource): Promise<WrittenOutput> {
  const { task, recipe, output, journal, runId } = named;
  const temp = tempPath(named.planned.target, runId, task.id, tempNumber(named));
  makeOutputFolder(dirname(temp), journal);
  const writeTemp = () => writeTempConcurrently(temp, result.bytes, stats.mode);
  try {
    const retry = (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      // The folder was deleted since it was looked at.
      made.forget(dirname(temp));
      makeOutputFolder(dirname(temp), journal);
      return writeTemp();
    };
    await clock.time('write', () => writeTemp().catch(retry));
    await clock.time('check', () => checkTemp(temp, named, result));
    const checked = performance.now();
    if (recipe.keepTimestamps) utimesSync(temp, stats.atimeMs / 1000, task.mtimeMs / 1000);
    const target = commitNamed(temp, named, result.sha256);
    clock.add('write', performance.now() - checked);
    const { bytes, width, height, pixelDigest, sha256 } = result;
    const digest = pixelDigest ?? (recipe.manifest ? sha256 : undefined);
    return {
      target,
      bytes: bytes.length,
      width,
      height,
      format: named.planned.format,
      ...(output.density && { density: output.density.value }),
      ...(output.icon && { icon: output.icon.purpose }),
      ...(digest !== undefined && { digest }),
    };
  } catch (error) {
    removeTemp(temp);
    throw error;
  }
}

const made = new SeenFolders();

/**
 * Makes the folder of an output. The commit looks closely at it once more.
 * @throws FailureError `outside` when the folder was swapped since the plan
 */
function makeOutputFolder(path: string, journal: Journal): void {
  if (made.has(path)) return;
  assertFolderKept(path);
  try {
    const topmost = makeFolder(path);
    made.add(path);
    if (topmost !== undefined) journal.append({ action: 'folder', path: topmost }, false);
  } catch (error) {
    throw isBlockedByFile(path) ? folderIsFile(error) : error;
  }
}
