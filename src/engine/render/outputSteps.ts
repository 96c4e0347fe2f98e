import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { OutputRecipe, Recipe, Step, StepOf } from '../../shared/recipe/recipe';
import { FailureError } from '../../shared/run/failure';
import type { PlannedOutput, SourceHeader } from '../../shared/run/run';
import { possibleFormats } from '../../shared/values/bestFormat';
import { canAnimate, type FileFormat, formatName, type OutputFormat, writtenFormat } from '../../shared/values/formats';
import type { PixelSize } from '../../shared/values/pixelSize';
import type { SourceEncoding } from '../compress/sourceEncoding';
import { canBeTransparent, qualityOf } from '../encode/formatCapabilities';
import { effectiveSteps, type ImageState, sizeAfter } from '../operations';

/** What the outputs of a recipe mean for one source. */

/** A resize step with the schema's defaults. The schema itself takes a long time to load. */
export function resizeTo(parameters: Partial<StepOf<'resize'>>): StepOf<'resize'> {
  return { operation: 'resize', fit: 'inside', position: 'center', kernel: 'lanczos3', enlarge: false, ...parameters };
}

/**
 * An output in the format of its source, with the source's choices where the recipe makes none. A quality above that of a JPEG
 * source would only make the file larger.
 */
export function followSource(output: OutputRecipe, format: OutputFormat, encoding: SourceEncoding): OutputRecipe {
  const { progressive, chromaSubsampling, quality } = encoding;
  const usual = qualityOf(format, output);
  return {
    ...(progressive && { progressive }),
    ...(chromaSubsampling && { chromaSubsampling }),
    ...(quality !== undefined && usual !== undefined && { quality: Math.min(usual, quality) }),
    ...Object.fromEntries(Object.entries(output).filter(([, value]) => value !== undefined)),
  } as OutputRecipe;
}

/** The steps to a square with an image in its middle, on a background. Whether the image is large enough is for the caller to find out. */
function squareSteps({ size, background = 'transparent' }: NonNullable<OutputRecipe['icon']>): Step[] {
  if (!size) return [];
  const { side, inner } = size;
  return [
    resizeTo({ width: inner, height: inner, fit: 'contain', background, enlarge: true }),
    { operation: 'pad', width: side, height: side, gravity: 'center', background },
  ];
}

/** The steps that make the size of an output in a set of widths, densities, or icons; none for other outputs. */
export function sizeSteps({ width, density, icon }: Pick<OutputRecipe, 'width' | 'density' | 'icon'>): Step[] {
  if (icon) return squareSteps(icon);
  if (width !== undefined) return [resizeTo({ width })];
  if (density && density.value < density.largest) return [resizeTo({ percent: (100 * density.value) / density.largest })];
  return [];
}

/** The step to the largest width of a set; none unless every output is part of the set. */
export function largestSize(outputs: readonly OutputRecipe[]): Step[] {
  const width = Math.max(...outputs.map((output) => output.width ?? Number.POSITIVE_INFINITY));
  return Number.isFinite(width) ? sizeSteps({ width }) : [];
}

/** The step to an exact size. */
export function exactSize({ width, height }: PixelSize): Step[] {
  return [resizeTo({ width, height, fit: 'fill' })];
}

/** The step to a share of the size, between 0 and 1. */
export function scaleStep(share: number): Step {
  return resizeTo({ percent: 100 * share });
}

/** The state of an image before any step. */
export function sourceState(header: SourceHeader, recipe: Recipe): ImageState {
  const { width, height, alpha, space } = header;
  // If one of several outputs can be transparent, new areas of the canvas are; the other outputs are flattened at the end.
  const transparent = recipe.outputs.some((output) => {
    const format = output.format === 'source' ? writtenFormat(header.format, alpha) : output.format;
    return possibleFormats(format).some((each) => canBeTransparent(each, output));
  });
  return { width, height, alpha, space, transparent };
}

/** The size of the image that is encoded for an output, or of each of its frames; undefined when only the pixels determine it. */
export function encodedSize({ steps }: Recipe, output: OutputRecipe, header: SourceHeader): PixelSize | undefined {
  const image = sizeAfter(steps, header);
  if (!image || output.frames !== 'sprite' || header.pages === 1) return image && sizeAfter(sizeSteps(output), image);
  const across = Math.min(output.columns ?? header.pages, header.pages);
  const sheet = { width: image.width * across, height: image.height * Math.ceil(header.pages / across) };
  return sizeAfter(sizeSteps(output), sheet);
}

/** Whether the output would be identical to the source, so that it is copied instead of encoded. */
export function isPlainCopy(recipe: Recipe, output: OutputRecipe, header: SourceHeader, bytes: number): boolean {
  const {
    frames,
    optimize,
    maxBytes,
    width: _w,
    density: _d,
    name: _n,
    folder: _f,
    format,
    minQuality: _q,
    minScale: _s,
    copyKept: _c,
    minSavings: _m,
    svg: _v,
    ...encoding
  } = output;
  const asked = Object.entries(encoding).some(([key, value]) => value !== undefined && key !== 'columns' && key !== 'background');
  const sameFormat = format === 'source' || format === header.format;
  const sameFrames = frames === 'keep' || header.pages === 1;
  const fits = maxBytes === undefined || bytes <= maxBytes;
  const untouched = recipe.metadata === 'keep' && recipe.colorProfile === 'keep';
  const steps = effectiveSteps([...recipe.steps, ...sizeSteps(output)], sourceState(header, recipe));
  return steps.length === 0 && !asked && sameFormat && sameFrames && !optimize && fits && untouched;
}

/** Whether an output has the pixels of its source, and is written only to have less metadata or fewer bytes. */
export function isWrittenAgain(recipe: Recipe, output: OutputRecipe, header: SourceHeader): boolean {
  const steps = effectiveSteps([...recipe.steps, ...sizeSteps(output)], sourceState(header, recipe));
  return steps.length === 0 && output.frames === 'keep' && recipe.colorProfile === 'keep';
}

/** Whether an output differs from the source only in its metadata. */
export function onlyTakesMetadata({ metadata, steps }: Recipe, output: OutputRecipe): boolean {
  const { format, width, density, frames, optimize, maxBytes } = output;
  const asIs = format === 'source' && frames === 'keep' && !optimize;
  const sized = width !== undefined || density !== undefined || maxBytes !== undefined;
  return metadata !== 'keep' && steps.length === 0 && asIs && !sized;
}

/**
 * Whether the output is the minified SVG itself.
 * @throws FailureError `drawing` when the recipe only removes metadata, which does not justify rasterizing an SVG
 */
export function isMinified(recipe: Recipe, output: OutputRecipe, header: SourceHeader): boolean {
  if (header.format !== 'svg') return false;
  if (onlyTakesMetadata(recipe, output))
    throw new FailureError(
      'drawing',
      l10n.t('SVG files are left unchanged. To remove their metadata, use a profile with "optimize": true and "metadata": "strip".'),
    );
  const steps = [...recipe.steps, ...sizeSteps(output)];
  return output.format === 'source' && output.optimize && steps.length === 0;
}

/**
 * The frames that an output is made from: one file for each. Undefined means the whole image.
 * @throws FailureError `animation-lost` or `pages-lost` when frames or pages would be lost, or when one does not exist
 */
export function framesOf(
  source: string,
  header: SourceHeader,
  { frames }: OutputRecipe,
  format: PlannedOutput['format'],
): readonly (number | undefined)[] {
  const { pages } = header;
  if (frames === 'all') return Array.from({ length: pages }, (_, index) => index);
  if (frames === 'first' || (frames === 'keep' && hasSizes(header))) return [pages > 1 ? 0 : undefined];
  if (typeof frames === 'number') {
    if (frames < pages) return [pages > 1 ? frames : undefined];
    throw missingFrame(basename(source), frames, header);
  }
  // Frames that the format cannot store make the file fail; they are never dropped silently (safety invariant 7).
  if (frames === 'keep' && pages > 1 && format !== 'svg') {
    // Nobody who asks for the smallest file means pages to be shown one after the other.
    if (format === 'best' && header.format === 'tiff') throw pagesLost(basename(source), pages);
    if (format !== 'best' && !canAnimate(format)) throw framesLost(basename(source), header, format);
  }
  return [undefined];
}

/** Whether the pages of a file are sizes of one image, the largest first. */
export function hasSizes({ format }: Pick<SourceHeader, 'format'>): boolean {
  return format === 'ico' || format === 'cur';
}

/** A TIFF has pages, an animation has frames. */
function missingFrame(name: string, frame: number, { format, pages }: SourceHeader): FailureError {
  return format === 'tiff' || hasSizes({ format })
    ? new FailureError('pages-lost', l10n.t('{0} has no page {1}: its last page is {2}.', name, frame, pages - 1))
    : new FailureError('animation-lost', l10n.t('{0} has no frame {1}: its last frame is {2}.', name, frame, pages - 1));
}

/** The formats of which the smallest file is kept have no pages. */
function pagesLost(name: string, pages: number): FailureError {
  const message = l10n.t(
    '{0} has {1} pages, but a file in the best format shows only one. Keep the first one with "frames": "first" in a profile or --set frames=first on the command line, or each as a file with "all".',
    name,
    pages,
  );
  return new FailureError('pages-lost', message);
}

function framesLost(name: string, header: SourceHeader, format: FileFormat): FailureError {
  const figures = [name, header.pages, formatName(format)] as const;
  if (header.format === 'tiff') {
    const message = l10n.t(
      '{0} has {1} pages, but {2} can store only one. Keep the first one with "frames": "first" in a profile or --set frames=first on the command line, or each as a file with "all".',
      ...figures,
    );
    return new FailureError('pages-lost', message);
  }
  const message = l10n.t(
    '{0} has {1} frames, but {2} can store only one. Choose GIF, WebP, or APNG, or keep the first one with "frames": "first" in a profile or --set frames=first on the command line.',
    ...figures,
  );
  return new FailureError('animation-lost', message);
}
