import * as l10n from '@vscode/l10n';
import type { OutputRecipe, Recipe } from '../../shared/recipe/recipe';
import { type Failure, FailureError } from '../../shared/run/failure';
import type { Skip } from '../../shared/run/plan';
import type { PlannedOutput, SourceHeader, UnwrittenOutput } from '../../shared/run/run';
import { outputsResult } from '../../shared/run/unwrittenOutputs';
import { formatName, isOutputFormat, type SourceFormat } from '../../shared/values/formats';
import type { PixelSize } from '../../shared/values/pixelSize';
import { refuseLargeSprite } from '../atlas/pageLimit';
import { refuseOversized } from '../encode/candidateFormats';
import { capabilitiesOf } from '../encode/formatCapabilities';
import { maxPixels } from '../formats/maxPixels';
import { sizeAfter } from '../operations';
import { isDrawn, refuseEnlarging } from '../render/iconOutputs';
import { encodedSize, hasSizes, isWrittenAgain } from '../render/outputSteps';
import { drawsNothing } from '../svg/readSprite';

/** Why a plan leaves out a source, or an output of one. */

/** A file that a plan leaves out, before it gets its number. */
export function leftOut(source: string, bytes: number, status: Skip['status'], { code, message, format }: Failure): Omit<Skip, 'id'> {
  return { source, bytes, status, code, message, ...(format !== undefined && { format }) };
}

/** Why a file is left out when each of its outputs is refused. */
export function leftOutResult(unwritten: readonly UnwrittenOutput[]): Pick<Skip, 'status' | 'code' | 'message' | 'unwritten'> {
  const { status, code = 'internal', message = '', ...rest } = outputsResult(unwritten, unwritten.length);
  return { status: status === 'failed' ? status : 'skipped', code, message, ...rest };
}

/** What a refusal depends on. */
interface RefusedSource {
  readonly header: SourceHeader;
  readonly recipe: Recipe;
}

/** A planned output before its name. The size is that after all steps, if the plan knows it. */
type RefusedDraft = Pick<PlannedOutput, 'format' | 'copy'> & { readonly size: PixelSize | undefined };

/** Enlarging a strip to cover a box can need more pixels than any memory holds. */
function refuseHuge({ width, height }: PixelSize, pages: number): void {
  if (width * height * pages <= maxPixels) return;
  throw new FailureError(
    'too-large',
    pages === 1
      ? l10n.t('The output would have {0} x {1} pixels, which is too many to process safely. Choose a smaller size.', width, height)
      : l10n.t(
          'The output would have {0} frames of {1} x {2} pixels, which is too many to process safely. Choose a smaller size or fewer frames.',
          ...[pages, width, height],
        ),
  );
}

/** A sprite has no pixels. */
function refuseDrawing({ symbols }: SourceHeader, format: PlannedOutput['format']): void {
  if (symbols !== undefined && format !== 'svg') throw drawsNothing(symbols);
}

/** What to do with a file that cannot keep its format. */
function readOnlyMessage(format: SourceFormat, isReplaced: boolean): string {
  if (hasSizes({ format })) return l10n.t('An icon is not written again, since it would lose its other sizes. Choose an output format.');
  return isReplaced
    ? l10n.t('{0} files can only be read. Choose another destination or an output format.', formatName(format))
    : l10n.t('{0} files can only be read. Choose an output format.', formatName(format));
}

/** Formats that hold no metadata worth removing. */
const plainFormats: ReadonlySet<SourceFormat> = new Set(['pnm', 'tga', 'ico', 'cur']);

/** Who removes metadata must know where they stay. */
function refuseMetadata(header: SourceHeader, recipe: Recipe, output: OutputRecipe): void {
  if (recipe.metadata === 'keep' || output.optimize || !isWrittenAgain(recipe, output, header)) return;
  if (plainFormats.has(header.format)) throw new FailureError('already-fits', l10n.t('No metadata to remove.'));
  const message = l10n.t('The metadata of {0} files cannot be removed. Choose an output format.', formatName(header.format));
  throw new FailureError('metadata-kept', message);
}

/**
 * A source in a format that is not written must not be replaced, or only written again, in another one just because the recipe keeps
 * the format of the source.
 */
function refuseOtherFormat({ header, recipe }: RefusedSource, output: OutputRecipe, format: PlannedOutput['format']): void {
  const isChosen = output.format !== 'source' && output.format !== 'best';
  if (isChosen || format === header.format) return;
  if (recipe.replace && header.format === 'svg')
    throw new FailureError(
      'drawing',
      l10n.t('An SVG is a vector image and is never replaced with pixels. Choose another destination or an output format.'),
    );
  if (output.format === 'best') return;
  if (header.format !== 'svg') refuseMetadata(header, recipe, output);
  if (recipe.replace || (header.format !== 'svg' && isWrittenAgain(recipe, output, header)))
    throw new FailureError('read-only-format', readOnlyMessage(header.format, recipe.replace));
}

/** Icons are never enlarged. A size that is known only from the pixels is checked when they are made. */
function refuseSmallIcon({ header, recipe }: RefusedSource, { icon }: OutputRecipe): void {
  const image = sizeAfter(recipe.steps, header);
  if (icon && image && !isDrawn(recipe, header)) refuseEnlarging(image, icon);
}

/** Refuses an output that cannot be made, or must not. @throws FailureError */
export function refuseOutput(source: RefusedSource, output: OutputRecipe, { format, copy, size }: RefusedDraft): void {
  const { header, recipe } = source;
  refuseDrawing(header, format);
  if (size) refuseHuge(size, header.pages);
  const encoded = encodedSize(recipe, output, header);
  // Others are copied, or only their metadata changes.
  if (encoded && !copy && isOutputFormat(format)) refuseOversized(encoded, capabilitiesOf(format, output));
  refuseOtherFormat(source, output, format);
  refuseSmallIcon(source, output);
  if (recipe.atlas && encoded) refuseLargeSprite(encoded, recipe.atlas);
}
