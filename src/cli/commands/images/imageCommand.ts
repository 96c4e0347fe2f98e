import type { Command } from 'commander';
import type { Profile } from '../../../shared/recipe/recipe';
import { usesToken } from '../../../shared/values/nameTemplate';
import { addImageSelectionOptions, addPoolOptions, type ImageSelectionOptions, type PoolOptions } from '../../args/commonOptions';
import {
  addDestinationOptions,
  addOutputOptions,
  addProfileOptions,
  addSizeOptions,
  type DestinationOptions,
  type OutputOptions,
  type ProfileOptions,
  type SizeOptions,
} from '../../args/imageOptions';
import { pathsArgument, pipeArgument } from '../../args/options';
import { runWithPool } from '../../environment/poolSession';
import { UsageError } from '../../environment/usageError';
import { applyOptions } from '../../profile/applyOptions';
import type { ProfileOutput } from '../../profile/profileParts';

/** What the commands share that process images. */

export type ImageOptions = SizeOptions & OutputOptions & ProfileOptions & DestinationOptions & ImageSelectionOptions & PoolOptions;

export function addImagePaths(command: Command): Command {
  return command.addArgument(
    pathsArgument(
      '[paths...]',
      'images, and folders to search for images; - reads one image from standard input and writes one to standard output',
      true,
    ),
  );
}

/** Every option but the size. */
export function addUnsizedImageOptions(command: Command): Command {
  return addPoolOptions(addImageSelectionOptions(addDestinationOptions(addProfileOptions(addOutputOptions(command)))));
}

export function addImageOptions(command: Command): Command {
  return addUnsizedImageOptions(addSizeOptions(command));
}

/** The profile of a command whose own names tell the files of a set apart. A `--name` replaces them, and is checked as it is. */
function namedForSet(base: Profile, { widths = [], densities = [] }: OutputOptions): Profile {
  const suffix = widths.length > 1 ? '-{width}' : densities.length > 1 ? '{density}' : '';
  if (suffix === '') return base;
  const named = ({ name, ...rest }: ProfileOutput): ProfileOutput =>
    name === undefined || usesToken(name, 'width', 'height', 'density') ? { name, ...rest } : { ...rest, name: `${name}${suffix}` };
  return { ...base, outputs: (base.outputs ?? []).map(named) };
}

/** Options about files, which standard input and output are not. */
const fileOptions = ['out', 'replace', 'name', 'manifest', 'markup', 'dryRun', 'json'] as const;

/** @throws UsageError when a pipe is asked for together with files */
function refuseFiles(paths: readonly string[], options: ImageOptions): void {
  if (paths.length > 1) throw new UsageError('- reads one image from standard input: leave out the other paths');
  const [wrong] = fileOptions.filter((option) => options[option] !== undefined && options[option] !== false);
  if (wrong !== undefined) throw new UsageError(`- writes to standard output: leave out --${wrong === 'dryRun' ? 'dry-run' : wrong}`);
}

/** Processes images by the profile of a command, with the options over it. */
export async function runImageCommand(
  name: string,
  base: Profile | Promise<Profile>,
  paths: readonly string[],
  options: ImageOptions,
): Promise<void> {
  const isPipe = paths.includes(pipeArgument);
  if (isPipe) refuseFiles(paths, options);
  await runWithPool(isPipe ? 'images' : 'files', { ...options, paths }, async (session) => {
    const profile = applyOptions(namedForSet(await base, options), options);
    if (isPipe) {
      const [{ runPipe }, { recipeFromProfile }] = await Promise.all([import('../../actions/runPipe'), import('../../actions/recipes')]);
      return runPipe({ options, recipe: recipeFromProfile(name, profile, { path: name, options }) }, session);
    }
    const [{ runRecipe }, { recipeFromProfile }] = await Promise.all([import('../../actions/runRecipe'), import('../../actions/recipes')]);
    return runRecipe({ paths, options, recipe: recipeFromProfile(name, profile, { path: name, options }) }, session);
  });
}
