import { createHash } from 'node:crypto';
import { dependencies } from '../../../package.json';
import type { OutputRecipe, Recipe } from '../../shared/recipe/recipe';
import { usesToken } from '../../shared/values/nameTemplate';
import { digestIfReadable } from '../fs/fileDigest';

/** Raised whenever the same recipe makes other files than before. */
const engineVersion = 1;

/** The images that a recipe lays over others, by their digests: with another image, it makes other files. */
function imagesOf({ steps }: Recipe, resolve: (image: string) => string): (string | undefined)[] {
  return steps.flatMap((step) => ('image' in step && typeof step.image === 'string' ? [digestIfReadable(resolve(step.image))] : []));
}

/**
 * Identifies what a recipe makes of a file, on every computer: the same key, the same file. Its name and its selection do not
 * matter.
 * @param resolve the path of an image that the recipe names
 */
export function recipeKey(recipe: Recipe, resolve: (image: string) => string): string {
  const {
    name,
    path: _path,
    description: _description,
    include: _include,
    exclude: _exclude,
    overrides: _overrides,
    conflict: _conflict,
    ...rest
  } = recipe;
  const usesName = recipe.outputs.some((output) => usesToken(output.name, 'profile'));
  const what = { ...rest, ...(usesName && { name }), images: imagesOf(recipe, resolve), engine: [engineVersion, dependencies.sharp] };
  return createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 32);
}

/** Whether the names of outputs depend on which other files there are. */
export function dependsOnOthers({ outputs }: Recipe): boolean {
  return outputs.some((output: OutputRecipe) => usesToken(output.name, 'index'));
}
