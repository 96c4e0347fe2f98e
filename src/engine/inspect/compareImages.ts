import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { ComparedImage, Comparison } from '../../shared/run/comparison';
import { FailureError } from '../../shared/run/failure';
import type { PixelSize } from '../../shared/values/pixelSize';
import { diagnose } from '../sources/diagnose';
import { comparably } from './comparedSource';
import { displayableCopy } from './displayableCopy';
import { comparedSize, samplesOf, similarityOf, writeHeatMap } from './pixelDifference';

/** Two images to compare. */
export interface ComparedFiles {
  readonly before: string;
  /** Absent to show one image. */
  readonly after?: string | undefined;
  /** Folder for the files to show; created if missing. */
  readonly directory: string;
}

type Sentence = (reason: string) => string;

const originalFails: Sentence = (reason) => l10n.t('The original cannot be shown. {0}', reason);
const resultFails: Sentence = (reason) => l10n.t('The result cannot be shown. {0}', reason);

/** Does something with one of two images, so that an error says with which. */
async function named<Result>(path: string, fails: Sentence, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { code, message, doubtful = false } = await diagnose(path, error);
    throw new FailureError(code, fails(message), { cause: error, doubtful });
  }
}

/** Writes what to show of an image. @param stem path of the file without its extension; its folder exists */
export function shownImage(path: string, stem: string): Promise<ComparedImage> {
  return comparably(path, async (source, header, facts) => ({ ...facts, ...(await displayableCopy(source, header, stem)) }));
}

/** Whether two sizes differ in scale alone, and by the rounding of a pixel. */
function haveSameProportions(before: PixelSize, after: PixelSize): boolean {
  const height = (after.width * before.height) / before.width;
  const width = (after.height * before.width) / before.height;
  return Math.abs(height - after.height) <= 1 || Math.abs(width - after.width) <= 1;
}

/**
 * Compares two images: writes files that a browser can show, and a heat map of the difference. Both are compared in the size of the
 * image after, above 16 megapixels in a smaller one; of an animation, the first frame. Memory: 13 bytes for each of these pixels.
 * @throws FailureError whose message says which of the two cannot be shown, and why
 */
export async function compareImages({ before, after, directory }: ComparedFiles): Promise<Comparison> {
  mkdirSync(directory, { recursive: true });
  const first = await named(before, originalFails, () => shownImage(before, join(directory, 'before')));
  if (after === undefined) return { before: first, similarity: null };
  const second = await named(after, resultFails, () => shownImage(after, join(directory, 'after')));
  const shown = { before: first, after: second };
  if (!haveSameProportions(first, second)) return { ...shown, similarity: null };
  const size = comparedSize(second);
  const original = await named(before, originalFails, () => samplesOf(before, size));
  const result = await named(after, resultFails, () => samplesOf(after, size));
  const difference = join(directory, 'difference.png');
  await writeHeatMap(original, result, difference);
  return { ...shown, difference, similarity: similarityOf(original, result) };
}
