import { readFileSync, statSync } from 'node:fs';
import sharp from 'sharp';
import type { WrittenOutput } from '../../shared/run/run';
import { isDecodedFormat } from '../../shared/values/formats';
import { assertSourceUnchanged } from '../commit/assertUnchanged';
import { backupSource, removeSource } from '../commit/commit';
import { readDecodedHeader } from '../decoders/registry';
import { checkIco } from '../formats/ico';
import { digestIfThere, digestOf } from '../fs/fileDigest';
import { exists } from '../fs/tempFile';
import { outputPixelDigest } from '../render/outputPixelDigest';
import type { OutputJob } from './outputJob';
import { asCandidate, type Settled, type SettledOutput } from './settledFormat';
import { usesPixelDigest } from './writeOutput';

/** Continues a task whose earlier attempt died with its process. */

/** The forms that an output may have on the disk. */
function possibleOutputs({ planned }: OutputJob): readonly SettledOutput[] {
  const { format, candidates = [] } = planned;
  return format === 'best' ? candidates.map((candidate) => asCandidate(planned, candidate)) : [{ ...planned, format }];
}

/** An output that an earlier attempt put in place: then its digest is in the journal and on the disk. Undefined if there is none. */
export function finishedOutput(job: OutputJob): Settled<OutputJob> | undefined {
  const { task, journal } = job;
  if (task.attempt === 0) return undefined;
  const planned = possibleOutputs(job).find(({ target }) => {
    const digest = journal.earlierDigest(task.id, target);
    return digest !== undefined && digestIfThere(target) === digest;
  });
  return planned && { ...job, planned };
}

/** Finishes an output that is in place. A source that is replaced under another name is removed last, and may still exist. */
export async function resumeOutput(job: Settled<OutputJob>): Promise<WrittenOutput> {
  const { task, planned, recipe } = job;
  if (recipe.replace && planned.target !== task.source && exists(task.source)) {
    assertSourceUnchanged(task);
    removeSource(job, backupSource(job));
  }
  return describeWritten(job);
}

async function describeWritten(job: Settled<OutputJob>): Promise<WrittenOutput> {
  const { planned, recipe, output } = job;
  const size = await writtenSize(planned);
  const bytes = readFileSync(planned.target);
  const digest = usesPixelDigest(job) ? await outputPixelDigest(bytes, planned.format) : recipe.manifest && digestOf(bytes);
  const density = output.density && { density: output.density.value };
  const icon = output.icon && { icon: output.icon.purpose };
  return { ...size, ...density, ...icon, ...(digest !== undefined && { digest }) };
}

async function writtenSize({ target, format }: SettledOutput): Promise<WrittenOutput> {
  const bytes = statSync(target).size;
  if (format === 'ico') {
    const sizes = await checkIco(readFileSync(target));
    const side = Math.max(...sizes.map(({ width }) => width));
    return { target, bytes, width: side, height: side, format };
  }
  if (isDecodedFormat(format)) {
    const { width, height } = readDecodedHeader(target, format);
    return { target, bytes, width, height, format };
  }
  // The levels of a TIFF pyramid differ in size, so sharp cannot read them as one image.
  const { autoOrient, pageHeight = autoOrient.height } = await sharp(target, { animated: format !== 'tiff' }).metadata();
  return { target, bytes, width: autoOrient.width, height: pageHeight, format };
}
