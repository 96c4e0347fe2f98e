import * as l10n from '@vscode/l10n';
import type { ProfileError } from '../../shared/recipe/profileErrors';
import type { Recipe } from '../../shared/recipe/recipe';
import { matchingOverrides, type ParsedProfile, recipeWithOverrides } from '../../shared/recipe/recipeParser';
import { FailureError } from '../../shared/run/failure';
import { globMatcher } from '../fs/ignoreFiles';

/** A recipe with its overrides applied. Computes each variant once for all files that match the same overrides. Loads the schema. */
export class RecipeVariants {
  /** What is wrong with the recipe for some of the files. */
  readonly errors: ProfileError[] = [];
  /** By the numbers of the matching overrides. */
  readonly #recipes = new Map<string, ParsedProfile>();
  readonly #matchers = new Map<readonly string[], (path: string) => boolean>();

  constructor(readonly recipe: Recipe) {}

  /**
   * The recipe for a file.
   * @param path from the root to the file, with `/`
   * @throws FailureError `recipe` when the matching overrides contradict each other
   */
  for(path: string): Recipe {
    const matching = matchingOverrides(this.recipe, (globs) => this.#matcher(globs)(path));
    if (matching.length === 0) return this.recipe;
    const key = matching.join(' ');
    const parsed = this.#recipes.get(key) ?? this.#parse(key, matching);
    if (parsed.ok) return parsed.recipe;
    throw new FailureError('recipe', l10n.t('The overrides that match this file contradict each other.'));
  }

  #parse(key: string, matching: readonly number[]): ParsedProfile {
    const parsed = recipeWithOverrides(this.recipe, matching);
    this.#recipes.set(key, parsed);
    if (!parsed.ok) this.errors.push(...parsed.errors);
    return parsed;
  }

  #matcher(globs: readonly string[]): (path: string) => boolean {
    const matcher = this.#matchers.get(globs) ?? globMatcher(globs);
    this.#matchers.set(globs, matcher);
    return matcher;
  }
}
