import { dirname } from 'node:path';
import type { Recipe } from '../../shared/recipe/recipe';
import type { PlanRequest } from '../../shared/run/plan';
import { relativePath } from '../../shared/values/paths';
import { rootOf } from '../fs/containment';
import type { FoundFile } from '../fs/findFiles';
import type { KnownResults } from '../results/knownResults';
import type { RecipeVariants } from './recipeVariants';

/** Which recipe each source follows, and what earlier runs made of it by that recipe. */
export class SourceRecipes {
  constructor(
    readonly request: PlanRequest,
    readonly variants: RecipeVariants | undefined,
    /** Absent when it is not known what earlier runs made. */
    readonly results: KnownResults | undefined,
  ) {}

  rootOf(path: string): string {
    return rootOf(path, this.request.roots) ?? dirname(path);
  }

  /** The recipe for a file. @throws FailureError `recipe` when the overrides that match it contradict each other */
  recipeFor(path: string): Recipe {
    if (!this.variants) return this.request.recipe;
    return this.variants.for(relativePath(path, this.rootOf(path)));
  }

  /** Identifies the recipe and where it writes the outputs of a file. */
  keyOf(file: FoundFile, recipe: Recipe): string | undefined {
    return this.results?.keyOf(file, recipe, this.rootOf(file.path));
  }

  /** Identifies the recipe of a file; undefined if it can never be up to date, as with overrides that contradict each other. */
  knownKeyOf(file: FoundFile): string | undefined {
    try {
      return this.keyOf(file, this.recipeFor(file.path));
    } catch {
      return undefined; // the plan of the file reports it
    }
  }
}
