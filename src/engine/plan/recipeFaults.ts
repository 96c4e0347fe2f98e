import type { ProfileError } from '../../shared/recipe/profileErrors';
import type { Recipe } from '../../shared/recipe/recipe';
import type { PlanRequest, Task } from '../../shared/run/run';
import { runFileErrors } from '../commit/runFiles';
import { readHeader } from '../formats/readHeader';
import { watermarkFile } from '../operations/filters/watermark';
import type { RecipeVariants } from './recipeOverrides';

/** A watermark that is not there, or cannot be read. */
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

/** The roots of tasks, each once. */
export function rootsOf(tasks: readonly Task[]): string[] {
  return [...new Set(tasks.map(({ root }) => root))];
}

/** A recipe, and where it is to be carried out. */
export interface RecipePlace {
  readonly request: PlanRequest;
  /** Folders outside the roots that the user confirmed, links resolved. */
  readonly allowed: readonly string[];
  /** Undefined where the recipe has no overrides. */
  readonly variants: RecipeVariants | undefined;
}

/** What is wrong with the recipe, and its overrides, where the tasks are. */
export async function recipeErrors({ request, allowed, variants }: RecipePlace, tasks: readonly Task[]): Promise<ProfileError[]> {
  const { recipe } = request;
  const roots = new Map<Recipe, Set<string>>();
  for (const task of tasks) {
    const own = task.recipe ?? recipe;
    roots.set(own, (roots.get(own) ?? new Set()).add(task.root));
  }
  const all = await Promise.all([...roots].map(([each, places]) => watermarkErrors(each, [...places])));
  const taken =
    recipe.manifest || recipe.markup ? tasks.flatMap(({ source, outputs }) => [source, ...outputs.map(({ target }) => target)]) : [];
  all.push(runFileErrors(recipe, rootsOf(tasks), [...allowed, ...request.roots], taken), variants?.errors ?? []);
  return [...new Map(all.flat().map((error) => [error.message, error])).values()];
}
