import { rm } from 'node:fs/promises';
import type { Recipe } from '../../shared/recipe/recipe';
import type { Trial } from '../../shared/run/trial';

/** Trials of one image that are kept: a few formats at a few qualities. */
const mostKept = 12;

/** The trials of one image by their recipes, so that a choice that comes back is there at once. The oldest go, with their files. */
export class Trials {
  readonly #byRecipe = new Map<string, Trial>();

  /** The trial of a recipe, which counts as used now. */
  of(recipe: Recipe): Trial | undefined {
    const key = JSON.stringify(recipe);
    const trial = this.#byRecipe.get(key);
    if (trial) {
      this.#byRecipe.delete(key);
      this.#byRecipe.set(key, trial);
    }
    return trial;
  }

  add(recipe: Recipe, trial: Trial): void {
    this.#byRecipe.set(JSON.stringify(recipe), trial);
    const [oldest] = this.#byRecipe.keys();
    if (this.#byRecipe.size <= mostKept || oldest === undefined) return;
    const path = this.#byRecipe.get(oldest)?.after?.path;
    this.#byRecipe.delete(oldest);
    if (path !== undefined) void rm(path, { force: true }).catch(() => {});
  }

  clear(): void {
    this.#byRecipe.clear();
  }
}
