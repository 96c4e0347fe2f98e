import { setImmediate } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { Recipe } from '../../shared/recipe/recipe';
import type { Skip } from '../../shared/run/plan';
import type { FoundFile } from '../fs/findFiles';
import { exists } from '../fs/tempFile';
import { runFilePaths } from '../naming/runFilePaths';
import type { SourceRecipes } from './sourceRecipes';

/** Files after which the event loop gets a turn, so that a cancel arrives. */
const filesPerTurn = 1000;

/** A manifest and markup list all files of a run. So either nothing has to be made, or everything. */
function mustMakeAll(recipe: Recipe, roots: readonly string[], isAllUpToDate: boolean): boolean {
  const files = runFilePaths(recipe, roots);
  return files.length > 0 && !(isAllUpToDate && files.every(({ path }) => exists(path)));
}

/**
 * Finds the files whose outputs are up to date, with their sizes in bytes.
 * @throws an AbortError when the signal is raised
 */
export async function findUpToDate(
  files: readonly FoundFile[],
  recipes: SourceRecipes,
  signal: AbortSignal,
): Promise<ReadonlyMap<FoundFile, number>> {
  const found = new Map<FoundFile, number>();
  if (!recipes.results || recipes.results.rules.force) return found;
  for (const [index, file] of files.entries()) {
    const bytes = recipes.upToDateSize(file);
    if (bytes !== undefined) found.set(file, bytes);
    if (index % filesPerTurn !== 0) continue;
    await setImmediate();
    signal.throwIfAborted();
  }
  const roots = [...new Set(files.map(({ path }) => recipes.rootOf(path)))];
  return mustMakeAll(recipes.request.recipe, roots, found.size === files.length) ? new Map() : found;
}

/** Why a file that is up to date is left out. */
export function upToDateSkip({ path }: FoundFile, bytes: number): Omit<Skip, 'id'> {
  return {
    source: path,
    bytes,
    status: 'skipped',
    code: 'up-to-date',
    message: l10n.t('Up to date: the same recipe made its outputs before.'),
  };
}
