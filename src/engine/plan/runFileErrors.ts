import { lstatSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import type { ProfileError } from '../../shared/recipe/profileErrors';
import type { Recipe } from '../../shared/recipe/recipe';
import { isInside, realPath } from '../fs/containment';
import { exists } from '../fs/tempFile';
import { pathKey } from '../naming/existingNames';
import { runFilePaths } from '../naming/runFilePaths';

/** Checks the paths of a run's manifest and markup before anything is written. */

/** Where the files of a run may be. */
export interface RunFileLimits {
  /** Folders that may contain them, links resolved. */
  readonly folders: readonly string[];
  /** Sources and targets of the run, which they must not replace. */
  readonly taken: readonly string[];
}

/** What is wrong with the paths of a run's files. @param roots those of the tasks */
export function runFileErrors(recipe: Recipe, roots: readonly string[], { folders, taken }: RunFileLimits): ProfileError[] {
  const keys = new Set(taken.map(pathKey));
  return runFilePaths(recipe, roots).flatMap(({ kind, path }) => {
    const message = pathError(path, folders, keys);
    return message === undefined ? [] : [{ path: `${recipe.path}.${kind}.file`, message }];
  });
}

function pathError(path: string, folders: readonly string[], taken: ReadonlySet<string>): string | undefined {
  const real = realPath(path);
  if (!folders.some((folder) => isInside(real, folder))) return l10n.t('{0} is outside the folders of the sources', path);
  if (taken.has(pathKey(real))) return l10n.t('{0} is already a source or an output of this run', path);
  if (exists(path) && !lstatSync(path).isFile()) return l10n.t('{0} is not a file', path);
  return undefined;
}

/** How many existing files the files of a run would replace. */
export function replacedRunFiles(recipe: Recipe, roots: readonly string[]): number {
  return recipe.conflict === 'overwrite' ? runFilePaths(recipe, roots).filter(({ path }) => exists(path)).length : 0;
}
