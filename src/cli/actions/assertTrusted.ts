import { dirname } from 'node:path';
import type { Recipe } from '../../shared/recipe/recipe';
import { canAsk, isAgreed } from '../environment/ask';
import { isTrusted, trustFolder } from '../environment/trust';
import { UsageError } from '../environment/usageError';
import { terminalPath } from '../output/terminalPath';
import { writtenPlaces } from '../output/writtenPlaces';

function questionAbout(recipe: Recipe, file: string, folder: string): string {
  const source = `The profile "${recipe.name}" is from ${terminalPath(file)}.`;
  const others = 'Its other profiles may write elsewhere, and replace sources.';
  return `${source} ${writtenPlaces(recipe)}\n${others}\nTrust all profiles of ${folder}?`;
}

/**
 * Makes sure that the user trusts the folder of a settings file; in a terminal, asks once.
 * @param file `.vscode/settings.json` in that folder
 * @param recipeOf reads the profile, without running it
 * @throws UsageError when it is not trusted, or cannot be read
 */
export async function assertTrusted(file: string, recipeOf: () => Recipe, signal: AbortSignal): Promise<void> {
  const folder = dirname(dirname(file));
  if (isTrusted(folder)) return;
  if (canAsk() && (await isAgreed(questionAbout(recipeOf(), file, folder), signal))) {
    await trustFolder(folder);
    return;
  }
  throw new UsageError(
    `the profiles of ${folder} are not trusted; read ${terminalPath(file)}, then run "assetmill trust ${terminalPath(folder) || '.'}"`,
  );
}
