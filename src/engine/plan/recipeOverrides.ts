import * as l10n from '@vscode/l10n';
import { matchingOverrides, type ParsedProfile, recipeWithOverrides } from '../../shared/recipe/parseProfile';
import type { ProfileError } from '../../shared/recipe/profileErrors';
import type { Recipe } from '../../shared/recipe/recipe';
import { FailureError } from '../../shared/run/failure';
import { globMatcher } from '../fs/ignoreFiles';

/** The recipe as its overrides change it: made once for all files that the same ones match. Loads the schema. */
export class RecipeVariants {
  /** What is wrong with the recipe for some of the files. */
  readonly errors: ProfileError[] = [];
  /** By the numbers of the overrides that match. */
  readonly #recipes = new Map<string, ParsedProfile>();
  readonly #matchers = new Map<readonly string[], (way: string) => boolean>();

  constructor(readonly recipe: Recipe) {}

  /**
   * The recipe for a file.
   * @param way to the file from its root, with `/`
   * @throws FailureError where the overrides that match do not go together
   */
  for(way: string): Recipe {
    const matching = matchingOverrides(this.recipe, (globs) => this.#matcher(globs)(way));
    if (matching.length === 0) return this.recipe;
    const key = matching.join(' ');
    const parsed = this.#recipes.get(key) ?? this.#make(key, matching);
    if (parsed.ok) return parsed.recipe;
    throw new FailureError('recipe', l10n.t('The overrides that match this file do not go together.'));
  }

  #make(key: string, matching: readonly number[]): ParsedProfile {
    const parsed = recipeWithOverrides(this.recipe, matching);
    this.#recipes.set(key, parsed);
    if (!parsed.ok) this.errors.push(...parsed.errors);
    return parsed;
  }

  #matcher(globs: readonly string[]): (way: string) => boolean {
    const matcher = this.#matchers.get(globs) ?? globMatcher(globs);
    this.#matchers.set(globs, matcher);
    return matcher;
  }
}
