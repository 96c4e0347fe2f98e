import { lstatSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import type { ProfileError } from '../../shared/recipe/profileErrors';
import type { Recipe } from '../../shared/recipe/recipe';
import { pathKey } from '../../shared/values/paths';
import { isInside, realPath, rootOf } from '../fs/containment';
import { hiddenPart, isInGit } from '../fs/hiddenPaths';
import { exists } from '../fs/tempFile';
import { atlasPaths } from '../naming/atlasPaths';
import { type RunFile, runFilePaths } from '../naming/runFilePaths';

/** Checks the paths of the files about a run before anything is written. */

/** Where the files of a run may be. */
export interface RunFileLimits {
  /** Folders that may contain them, links resolved. */
  readonly folders: readonly string[];
  /** Sources and targets of the run, which they must not replace. */
  readonly taken: readonly string[];
  /** Folders that the user confirmed, links resolved. */
  readonly allowed: readonly string[];
  /** Whether the recipe may not write hidden files. */
  readonly restricted: boolean;
}

/** What is wrong with the paths of a run's files. @param roots those of the tasks */
export function runFileErrors(recipe: Recipe, roots: readonly string[], limits: RunFileLimits): ProfileError[] {
  const keys = new Set(limits.taken.map(pathKey));
  return writtenPaths(recipe, roots).flatMap(({ kind, path }) => {
    const message = pathError(path, limits, keys);
    return message === undefined ? [] : [{ path: `${recipe.path}.${kind}.file`, message }];
  });
}

/** Whether a path belongs to another program: Git's folder, and for a profile of the workspace, which anybody may have written, whatever is hidden. */
function isForeign(path: string, { folders, allowed, restricted }: RunFileLimits): boolean {
  if (rootOf(path, allowed) !== undefined) return false;
  const folder = rootOf(path, folders);
  return folder !== undefined && (isInGit(path, folder) || (restricted && hiddenPart(path, folder) !== undefined));
}

function pathError(path: string, limits: RunFileLimits, taken: ReadonlySet<string>): string | undefined {
  const real = realPath(path);
  if (!limits.folders.some((folder) => isInside(real, folder))) return l10n.t('{0} is outside the folders of the sources', path);
  if (isForeign(real, limits)) return l10n.t('{0} is hidden or belongs to another program, so it is not written', path);
  if (taken.has(pathKey(real))) return l10n.t('{0} is already a source or an output of this run', path);
  if (exists(path) && !lstatSync(path).isFile()) return l10n.t('{0} is not a file', path);
  return undefined;
}

/** The files about a run, of which an atlas has several. */
export function writtenPaths(recipe: Recipe, roots: readonly string[]): Pick<RunFile, 'kind' | 'path'>[] {
  const files = runFilePaths(recipe, roots);
  const { atlas } = recipe;
  return files.flatMap(({ kind, path }) =>
    (kind === 'atlas' && atlas ? atlasPaths(path, atlas) : [path]).map((each) => ({ kind, path: each })),
  );
}

/** How many existing files the files of a run would replace. */
export function replacedRunFiles(recipe: Recipe, roots: readonly string[]): number {
  return recipe.conflict === 'overwrite' && roots.length > 0 ? writtenPaths(recipe, roots).filter(({ path }) => exists(path)).length : 0;
}
