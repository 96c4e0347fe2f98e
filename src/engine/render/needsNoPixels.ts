import type { OutputRecipe, Recipe } from '../../shared/recipe/recipe';
import type { SourceHeader } from '../../shared/run/run';
import { fixedQuality, hasAutoQuality } from '../../shared/values/automaticQuality';
import type { SourceFormat } from '../../shared/values/formats';
import { effectiveSteps } from '../operations';
import { sizeSteps, sourceState } from './outputSteps';

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
  jxl: ['quality', 'lossless', 'effort'],
  apng: ['loop'],
  tiff: ['quality', 'compression', 'predictor', 'pyramid', 'tile', 'tileSize'],
};

function asksForEncoding(output: OutputRecipe, format: SourceFormat): boolean {
  // An automatic quality of another format is no request.
  const quality = hasAutoQuality(format, output.quality) ? output.quality : fixedQuality(output);
  const asked = { ...output, quality };
  return encodingOptions[format]?.some((option) => asked[option] !== undefined) ?? false;
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

/**
 * Bytes that an image takes for each byte of its decoded samples while it is compressed without loss: the coefficients and scans of a
 * JPEG, the variants of a PNG. Measured.
 */
const compressionShares: Readonly<Partial<Record<SourceFormat, number>>> = { jpeg: 8, png: 12 };

/** How much more memory than its decoded samples a source takes because of an output. */
export function memoryShare(recipe: Recipe, output: OutputRecipe, header: SourceHeader): number {
  const share = output.optimize ? compressionShares[header.format] : undefined;
  return share !== undefined && needsNoPixels(recipe, output, header) ? share : 1;
}

/** Whether only the metadata of a HEIC changes, so that it remains one although none can be encoded. */
export function isRewritten(recipe: Recipe, output: OutputRecipe, header: SourceHeader): boolean {
  return header.format === 'heic' && recipe.metadata !== 'keep' && !output.optimize && needsNoPixels(recipe, output, header);
}

/** Whether all pages of a TIFF stay, although only one can be encoded: its directories are copied. */
export function keepsPages(recipe: Recipe, output: OutputRecipe, header: SourceHeader): boolean {
  return header.format === 'tiff' && recipe.metadata !== 'keep' && !output.optimize && needsNoPixels(recipe, output, header);
}
