import type { ProfileError } from '../../shared/recipe/profileErrors';
import type { Recipe } from '../../shared/recipe/recipe';
import type { PlanRequest } from '../../shared/run/plan';
import type { Task } from '../../shared/run/run';
import { taskRecipe } from '../../shared/run/taskOutput';
import { watermarkFile } from '../operations/filters/watermark';
import { readHeader } from '../sources/readHeader';
import type { RecipeVariants } from './recipeVariants';
import { runFileErrors } from './runFileErrors';

/** Errors of a recipe that show only when it meets the files. */

/** Watermarks that do not exist or cannot be read. */
async function watermarkErrors(recipe: Recipe, roots: readonly string[]): Promise<ProfileError[]> {
  const errors: ProfileError[] = [];
  for (const [index, step] of recipe.steps.entries()) {
    if (step.operation !== 'watermark') continue;
    for (const root of roots) {
      const file = watermarkFile(step, root);
      const error =
        file &&
        (await readHeader(file).then(
          () => undefined,
          (error: Error) => error.message,
        ));
      if (error) errors.push({ path: `${recipe.path}.steps[${index}].image`, message: `${file}: ${error}` });
    }
  }
  return errors;
}

/** The roots of tasks, without duplicates. */
export function rootsOf(tasks: readonly Task[]): string[] {
  return [...new Set(tasks.map(({ root }) => root))];
}

/** A recipe and the folders it applies to. */
export interface RecipeScope {
  readonly request: PlanRequest;
  /** Folders outside the roots that the user confirmed, links resolved. */
  readonly allowed: readonly string[];
  /** Undefined when the recipe has no overrides. */
  readonly variants: RecipeVariants | undefined;
}

/** What is wrong with the recipe and its overrides for these tasks. */
export async function recipeErrors({ request, allowed, variants }: RecipeScope, tasks: readonly Task[]): Promise<ProfileError[]> {
  const { recipe } = request;
  const rootsByRecipe = new Map<Recipe, Set<string>>();
  for (const task of tasks) {
    const own = taskRecipe(task, recipe);
    rootsByRecipe.set(own, (rootsByRecipe.get(own) ?? new Set()).add(task.root));
  }
  const all = await Promise.all([...rootsByRecipe].map(([each, roots]) => watermarkErrors(each, [...roots])));
  const taken =
    recipe.manifest || recipe.markup ? tasks.flatMap(({ source, outputs }) => [source, ...outputs.map(({ target }) => target)]) : [];
  const folders = [...allowed, ...request.roots];
  all.push(runFileErrors(recipe, rootsOf(tasks), { folders, taken }), variants?.errors ?? []);
  return [...new Map(all.flat().map((error) => [error.message, error])).values()];
}
