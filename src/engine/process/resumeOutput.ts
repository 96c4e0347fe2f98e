import { readFileSync, statSync } from 'node:fs';
import sharp from 'sharp';
import type { PlannedOutput, WrittenOutput } from '../../shared/run/run';
import { assertSourceUnchanged } from '../commit/assertUnchanged';
import { backupSource, removeSource } from '../commit/commit';
import { checkIco } from '../formats/ico';
import { digestIfThere, digestOf } from '../fs/fileDigest';
import { exists } from '../fs/tempFile';
import { outputPixelDigest } from '../render/outputPixelDigest';
import type { OutputJob } from './outputJob';
import { usesPixelDigest } from './writeOutput';

/** Continues a task whose earlier attempt died with its process. */

/** Whether an earlier attempt put this output in place: then its digest is in the journal and on the disk. */
export function isFinished({ task, planned, journal }: OutputJob): boolean {
  if (task.attempt === 0) return false;
  const digest = journal.earlierDigest(task.id, planned.target);
  return digest !== undefined && digestIfThere(planned.target) === digest;
}

/** Finishes an output that is in place. A source that is replaced under another name is removed last, and may still exist. */
export async function resumeOutput(job: OutputJob): Promise<WrittenOutput> {
  const { task, planned, recipe } = job;
  if (recipe.replace && planned.target !== task.source && exists(task.source)) {
    assertSourceUnchanged(task);
    removeSource(job, backupSource(job));
  }
  return describeWritten(job);
}

async function describeWritten(job: OutputJob): Promise<WrittenOutput> {
  const { planned, recipe, output } = job;
  const size = await writtenSize(planned);
  const bytes = readFileSync(planned.target);
  const digest = usesPixelDigest(job) ? await outputPixelDigest(bytes) : recipe.manifest && digestOf(bytes);
  const density = output.density && { density: output.density.value };
  const icon = output.icon && { icon: output.icon.purpose };
  return { ...size, ...density, ...icon, ...(digest !== undefined && { digest }) };
}

async function writtenSize({ target, format }: PlannedOutput): Promise<WrittenOutput> {
  const bytes = statSync(target).size;
  if (format === 'ico') {
    const sizes = await checkIco(readFileSync(target));
    const side = Math.max(...sizes.map(({ width }) => width));
    return { target, bytes, width: side, height: side, format };
  }
  // The levels of a TIFF pyramid differ in size, so sharp cannot read them as one image.
  const { autoOrient, pageHeight = autoOrient.height } = await sharp(target, { animated: format !== 'tiff' }).metadata();
  return { target, bytes, width: autoOrient.width, height: pageHeight, format };
}
