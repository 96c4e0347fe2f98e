import * as l10n from '@vscode/l10n';
import sharp from 'sharp';
import type { OutputRecipe, Recipe } from '../../shared/recipe/recipe';
import type { SourceHeader } from '../../shared/run/run';
import type { TaskOutput } from '../../shared/run/taskOutput';
import type { SourceFormat } from '../../shared/values/formats';
import type { PixelSize } from '../../shared/values/pixelSize';
import { compressLosslessly } from '../compress/compressLosslessly';
import { filterMetadata } from '../containers/filterMetadata';
import { isLosslessWebp } from '../formats/webp';
import { assertMetadataStripped } from '../metadata/assertMetadataStripped';
import { effectiveSteps } from '../operations';
import { sizeSteps, sourceState } from './outputSteps';
import type { RenderedOutput } from './renderedOutput';

/**
 * The options by which people ask for another encoding of each format. Others do not apply to it: a PNG, for example, has a
 * quality only with a palette.
 */
const encodingOptions: Readonly<Partial<Record<SourceFormat, readonly (keyof OutputRecipe)[]>>> = {
  jpeg: ['quality', 'progressive', 'mozjpeg', 'chromaSubsampling'],
  png: ['progressive', 'compressionLevel', 'palette', 'colors'],
  webp: ['quality', 'lossless', 'nearLossless', 'alphaQuality', 'effort', 'loop'],
  avif: ['quality', 'lossless', 'effort', 'bitDepth', 'chromaSubsampling'],
  gif: ['progressive', 'colors', 'dither', 'effort', 'loop'],
  tiff: ['quality', 'compression', 'predictor', 'pyramid', 'tile', 'tileSize'],
};

function asksForEncoding(output: OutputRecipe, format: SourceFormat): boolean {
  return encodingOptions[format]?.some((option) => output[option] !== undefined) ?? false;
}

/**
 * Whether an output needs none of the pixels of its source: it has the same format and frames, no step changes it, no option of
 * the encoder is set, and all it asks for is less metadata or a lossless compression.
 */
export function needsNoPixels(recipe: Recipe, output: OutputRecipe, header: SourceHeader): boolean {
  const { format, frames, optimize } = output;
  const sameFormat = format === 'source' || format === header.format;
  const sameFrames = frames === 'keep' || header.pages === 1;
  const asks = optimize || recipe.metadata !== 'keep';
  if (!asks || !sameFormat || !sameFrames || recipe.colorProfile !== 'keep' || asksForEncoding(output, header.format)) return false;
  return effectiveSteps([...recipe.steps, ...sizeSteps(output)], sourceState(header, recipe)).length === 0;
}

/** Writes a source again around the same samples; undefined where they have to be encoded again. @param source bytes of the source */
export async function rewriteSource(source: Buffer, { task, recipe, output }: TaskOutput): Promise<RenderedOutput | undefined> {
  const { format, width, height, pages } = task.header;
  if (!needsNoPixels(recipe, output, task.header)) return undefined;
  const filtered = filterMetadata(source, format, recipe.metadata);
  if (filtered === undefined) return undefined;
  await assertMetadataStripped(filtered.bytes, recipe.metadata);
  const bytes = output.optimize ? await compressLosslessly(filtered.bytes, format) : filtered.bytes;
  if (bytes.length > (output.maxBytes ?? Number.POSITIVE_INFINITY)) return undefined;
  return {
    bytes,
    width,
    height,
    pages,
    notes: filtered.notes,
    stored: await storedSize(bytes),
    limit: limitOf(format, source),
  };
}

async function storedSize(bytes: Buffer): Promise<PixelSize> {
  const { width, height, pageHeight = height } = await sharp(bytes, { limitInputPixels: false }).metadata();
  return { width, height: pageHeight };
}

/** Why a file is not made smaller. */
function limitOf(format: SourceFormat, source: Buffer): string {
  const isLossy = format === 'jpeg' || format === 'avif' || (format === 'webp' && !isLosslessWebp(source));
  return isLossy
    ? l10n.t('The source was kept: no smaller file without loss was found. Set a quality for a smaller one.')
    : l10n.t('The source was kept: no smaller file without loss was found.');
}
