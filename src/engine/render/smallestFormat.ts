import * as l10n from '@vscode/l10n';
import type { OutputRecipe } from '../../shared/recipe/recipe';
import { FailureError } from '../../shared/run/failure';
import type { OutputCandidate } from '../../shared/run/run';
import { hasAutoQuality } from '../../shared/values/automaticQuality';
import { formatList } from '../../shared/values/formatList';
import { formatBytes } from '../../shared/values/formatQuantity';
import { formatName, type OutputFormat } from '../../shared/values/formats';
import { opaqueImage, type RenderedImage } from './renderedImage';
import type { RenderedOutput } from './renderedOutput';

/** Encodes an image in several formats and keeps the smallest file. */

/** What may be written, and from what. */
export interface FormatChoice {
  readonly candidates: readonly OutputCandidate[];
  readonly isSourceLossless: boolean;
}

/** A still image as it is encoded, and the formats that are worth trying. */
export interface FormatTrials {
  readonly image: RenderedImage;
  readonly formats: readonly OutputFormat[];
}

/** A file in one of the formats. */
interface Trial {
  readonly format: OutputFormat;
  readonly rendered: RenderedOutput;
}

/** The encoding in one of the formats: an automatic quality is what makes files of different formats comparable. */
export function encodingIn(format: OutputFormat, output: OutputRecipe): OutputRecipe {
  const { quality, lossless, nearLossless } = output;
  const isFree = quality === undefined && !lossless && !nearLossless;
  return isFree && hasAutoQuality(format, 'auto') ? { ...output, quality: 'auto' } : output;
}

/** Whether no pixel is transparent, although the image has an alpha channel. */
async function isOpaque(image: RenderedImage): Promise<boolean> {
  const alpha = await image.open().extractChannel('alpha').raw().toBuffer();
  // Of 16 bits, both bytes are 255.
  return alpha.every((byte) => byte === 255);
}

/**
 * What a still image can be written in without showing a loss: JPEG only if it is opaque, and PNG only if it has something to gain,
 * since without loss a photo is always larger.
 */
export async function formatTrials(rendered: RenderedImage, { candidates, isSourceLossless }: FormatChoice): Promise<FormatTrials> {
  const again = await rendered.again();
  const image = again.state.alpha && (await isOpaque(again)) ? opaqueImage(again) : again;
  const { alpha } = image.state;
  const formats = candidates.map(({ format }) => format);
  const worth = formats.filter((format) => (format === 'png' ? alpha || isSourceLossless : format !== 'jpeg' || !alpha));
  return { image, formats: worth.length > 0 ? worth : formats };
}

/** A file that keeps the requested size is better than any that had to shrink, and a smaller file is better than a larger one. */
function compareTrials({ rendered: a }: Trial, { rendered: b }: Trial): number {
  return b.width * b.height - a.width * a.height || a.bytes.length - b.bytes.length;
}

function comparisonNote(sorted: readonly Trial[]): string {
  const figures = sorted.map(({ format, rendered }) => `${formatName(format)} (${formatBytes(rendered.bytes.length)})`);
  return l10n.t('Best format of {0}.', formatList(figures));
}

/**
 * The smallest of the files, with a note of the others.
 * @throws the first error if none can be made, or one that does not concern the limit of bytes
 */
export async function smallestFormat(
  formats: readonly OutputFormat[],
  encode: (format: OutputFormat) => Promise<RenderedOutput>,
): Promise<RenderedOutput> {
  const trials: Trial[] = [];
  const errors: unknown[] = [];
  for (const format of formats) {
    try {
      trials.push({ format, rendered: await encode(format) });
    } catch (error) {
      if (!(error instanceof FailureError && error.code === 'too-many-bytes')) throw error;
      errors.push(error);
    }
  }
  const sorted = trials.sort(compareTrials);
  const [best] = sorted;
  if (!best) throw errors[0];
  const { format, rendered } = best;
  const notes = sorted.length > 1 ? [...rendered.notes, comparisonNote(sorted)] : rendered.notes;
  return { ...rendered, notes, format };
}
