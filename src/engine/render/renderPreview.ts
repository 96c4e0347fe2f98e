import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { PreviewFiles, PreviewRequest } from '../../shared/run/preview';
import type { SourceHeader } from '../../shared/run/run';
import { FileIntermediates } from '../intermediates/fileIntermediates';
import { displayably } from '../sources/displayedSource';
import type { ReadableSource } from '../sources/readableSource';
import { sourceState } from './outputSteps';
import { imageStepContext } from './stepContext';
import { StepPipeline } from './stepPipeline';

/** Shows what the steps of a recipe do to an image, small enough for the panel. */

/** Longest side of a preview in pixels: more than a panel shows. */
const previewSide = 1200;

/**
 * Makes two small images of one source, before and after the steps of a recipe. The steps run at full size, since a blur of
 * three pixels looks different on a smaller image. For an animation it uses the first frame.
 */
export function renderPreview(request: PreviewRequest): Promise<PreviewFiles> {
  return displayably(request.source, (source, header) => previewOf(request, source, { ...header, pages: 1 }));
}

async function previewOf(
  { root, recipe, directory, name }: PreviewRequest,
  { path }: ReadableSource,
  header: SourceHeader,
): Promise<PreviewFiles> {
  const intermediates = new FileIntermediates(directory, name);
  mkdirSync(directory, { recursive: true });
  const open = () => sharp(path).autoOrient();
  const write = async (image: Sharp, file: string) => {
    const target = join(directory, `${name}-${file}.webp`);
    await image
      .resize(previewSide, previewSide, { fit: 'inside', withoutEnlargement: true })
      .toColorspace('srgb')
      .webp({ quality: 90 })
      .toFile(target);
    return target;
  };
  try {
    const before = await write(open(), 'before');
    const pipeline = new StepPipeline(open, sourceState(header, recipe), imageStepContext({ header, root, recipe, files: intermediates }));
    for (const step of recipe.steps) await pipeline.add(step);
    const intermediate = await pipeline.renderWithMetadata();
    return { before, after: await write(intermediate.open(), 'after') };
  } finally {
    intermediates.dispose();
  }
}
