import type { Command } from 'commander';
import type { Profile } from '../../shared/recipe/recipe';
import { addPoolOptions, addSelectionOptions, type PoolOptions, type SelectionOptions } from '../args/commonOptions';
import {
  addDestinationOptions,
  addOutputOptions,
  addProfileOptions,
  addSizeOptions,
  type DestinationOptions,
  type OutputOptions,
  type ProfileOptions,
  type SizeOptions,
} from '../args/imageOptions';
import { pathsArgument } from '../args/options';
import { runWithPool } from '../environment/poolSession';
import { applyOptions } from '../profile/applyOptions';

/** What the commands share that process images. */

export type ImageOptions = SizeOptions & OutputOptions & ProfileOptions & DestinationOptions & SelectionOptions & PoolOptions;

export function addImagePaths(command: Command): Command {
  return command.addArgument(pathsArgument('[paths...]', 'images, and folders to search for images'));
}

/** Every option but the size. */
export function addUnsizedImageOptions(command: Command): Command {
  return addPoolOptions(addSelectionOptions(addDestinationOptions(addProfileOptions(addOutputOptions(command)))));
}

export function addImageOptions(command: Command): Command {
  return addUnsizedImageOptions(addSizeOptions(command));
}

/** Processes images by the profile of a command, with the options over it. */
export async function runImageCommand(name: string, base: Profile, paths: readonly string[], options: ImageOptions): Promise<void> {
  const profile = applyOptions(base, options);
  await runWithPool('images', options.workers, async (session) => {
    const [{ runRecipe }, { recipeFromProfile }] = await Promise.all([import('../actions/runRecipe'), import('../actions/recipes')]);
    return runRecipe({ paths, options, recipe: recipeFromProfile(name, profile) }, session);
  });
}
