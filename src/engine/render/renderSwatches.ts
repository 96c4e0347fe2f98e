import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Recipe } from '../../shared/recipe/recipe';
import type { SourceHeader } from '../../shared/run/run';
import type { SwatchRequest } from '../../shared/run/trial';
import { FileIntermediates } from '../intermediates/fileIntermediates';
import { displayably } from '../sources/displayedSource';
import { sourceState } from './outputSteps';
import { imageStepContext } from './stepContext';
import { StepPipeline } from './stepPipeline';

/** Longest side of a small image, in pixels. */
const swatchSide = 160;

/** A small image to draw recipes on. */
interface Swatch {
  readonly path: string;
  readonly header: SourceHeader;
  readonly root: string;
  readonly files: FileIntermediates;
}

/**
 * Draws recipes on a small version of an image, of an animation on its first frame. What a filter does in pixels looks stronger
 * there than on the image itself.
 * @returns a path for each recipe
 */
export async function renderSwatches({ source, root, recipes, directory }: SwatchRequest): Promise<readonly string[]> {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'small.png');
  const files = new FileIntermediates(directory, 'small');
  try {
    await displayably(source, (readable) => writeSmall(readable.path, path));
    return await displayably(path, async (_, header) => {
      const paths: string[] = [];
      for (const [index, recipe] of recipes.entries()) {
        const target = join(directory, `swatch-${index}.webp`);
        await draw({ path, header, root, files }, recipe, target);
        paths.push(target);
      }
      return paths;
    });
  } finally {
    files.dispose();
  }
}

async function writeSmall(path: string, target: string): Promise<void> {
  const size = { width: swatchSide, height: swatchSide, fit: 'inside', withoutEnlargement: true } as const;
  await sharp(path).autoOrient().resize(size).toColorspace('srgb').png({ compressionLevel: 1 }).toFile(target);
}

async function draw({ path, header, root, files }: Swatch, recipe: Recipe, target: string): Promise<void> {
  const pipeline = new StepPipeline(() => sharp(path), sourceState(header, recipe), imageStepContext({ header, root, recipe, files }));
  for (const step of recipe.steps) await pipeline.add(step);
  const image = await pipeline.renderWithMetadata();
  await image.open().toColorspace('srgb').webp({ quality: 80 }).toFile(target);
}
