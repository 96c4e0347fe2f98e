import type { ProfileFault, Recipe } from '../../shared/recipe/recipe';
import type { PlanRequest, Task } from '../../shared/run/run';
import { runFileFaults } from '../commit/runFiles';
import { readHeader } from '../formats/readHeader';
import { watermarkFile } from '../operations/filters/watermark';
import type { RecipeVariants } from './recipeOverrides';

/** A watermark that is not there, or cannot be read. */
async function watermarkFaults(recipe: Recipe, roots: readonly string[]): Promise<ProfileFault[]> {
  const faults: ProfileFault[] = [];
  for (const [index, step] of recipe.steps.entries()) {
    if (step.operation !== 'watermark') continue;
    for (const root of roots) {
      const file = watermarkFile(step, root);
      const fault =
        file &&
        (await readHeader(file).then(
          () => undefined,
          (error: Error) => error.message,
        ));
      if (fault) faults.push({ path: `${recipe.path}.steps[${index}].image`, message: `${file}: ${fault}` });
    }
  }
  return faults;
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
export async function recipeFaults({ request, allowed, variants }: RecipePlace, tasks: readonly Task[]): Promise<ProfileFault[]> {
  const { recipe } = request;
  const roots = new Map<Recipe, Set<string>>();
  for (const task of tasks) {
    const own = task.recipe ?? recipe;
    roots.set(own, (roots.get(own) ?? new Set()).add(task.root));
  }
  const all = await Promise.all([...roots].map(([each, places]) => watermarkFaults(each, [...places])));
  const taken =
    recipe.manifest || recipe.markup ? tasks.flatMap(({ source, outputs }) => [source, ...outputs.map(({ target }) => target)]) : [];
  all.push(runFileFaults(recipe, rootsOf(tasks), [...allowed, ...request.roots], taken), variants?.faults ?? []);
  return [...new Map(all.flat().map((fault) => [fault.message, fault])).values()];
}
