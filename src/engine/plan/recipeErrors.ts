import * as l10n from '@vscode/l10n';
import type { ProfileError } from '../../shared/recipe/profileErrors';
import type { Recipe } from '../../shared/recipe/recipe';
import { describesOneSource, hasRunFiles } from '../../shared/recipe/runFileKinds';
import type { PlanRequest } from '../../shared/run/plan';
import type { Task } from '../../shared/run/run';
import { takenPaths, taskRecipe } from '../../shared/run/taskOutput';
import { realPath, rootOf } from '../fs/containment';
import { runFilePaths } from '../naming/runFilePaths';
import { watermarkFile } from '../operations/filters/watermark';
import { readHeader } from '../sources/readHeader';
import type { RecipeVariants } from './recipeVariants';
import { runFileErrors } from './runFileErrors';

/** Errors of a recipe that show only when it meets the files. */

/** Why a profile may not use an image. A profile of the workspace may have been written by anybody, so it may show no file from elsewhere. */
function placeError(file: string, root: string, { request, allowed }: Pick<RecipeScope, 'request' | 'allowed'>): string | undefined {
  if (!request.restricted || rootOf(realPath(file), [...allowed, root])) return undefined;
  return l10n.t('the image is outside the workspace folder, where only a profile of the user settings may read');
}

/** Watermarks that do not exist, cannot be read, or may not be used. */
async function watermarkErrors(recipe: Recipe, roots: readonly string[], scope: RecipeScope): Promise<ProfileError[]> {
  const errors: ProfileError[] = [];
  for (const [index, step] of recipe.steps.entries()) {
    if (step.operation !== 'watermark') continue;
    for (const root of roots) {
      const file = watermarkFile(step, root);
      const error =
        file &&
        (placeError(file, root, scope) ??
          (await readHeader(file).then(
            () => undefined,
            (error: Error) => error.message,
          )));
      if (error) errors.push({ path: `${recipe.path}.steps[${index}].image`, message: `${file}: ${error}` });
    }
  }
  return errors;
}

/** The recipes of a plan's tasks, with the roots that each applies to, and the paths that the files about the run must not take. */
export class TaskScopes {
  readonly rootsByRecipe = new Map<Recipe, Set<string>>();
  /** Number of tasks by root. */
  readonly #counts = new Map<string, number>();
  /** Sources and targets; none if the recipe asks for no files about the run. */
  readonly taken: string[] = [];

  constructor(readonly recipe: Recipe) {}

  add(task: Task): void {
    const own = taskRecipe(task, this.recipe);
    const roots = this.rootsByRecipe.get(own);
    if (roots) roots.add(task.root);
    else this.rootsByRecipe.set(own, new Set([task.root]));
    this.#counts.set(task.root, (this.#counts.get(task.root) ?? 0) + 1);
    if (hasRunFiles(this.recipe)) this.taken.push(...takenPaths(task));
  }

  /** Number of tasks in some of the roots. */
  countIn(roots: readonly string[]): number {
    return roots.reduce((sum, root) => sum + (this.#counts.get(root) ?? 0), 0);
  }

  /** The roots of all tasks. */
  get roots(): string[] {
    return [...new Set([...this.rootsByRecipe.values()].flatMap((roots) => [...roots]))];
  }
}

/** A recipe and the folders it applies to. */
export interface RecipeScope {
  readonly request: PlanRequest;
  /** Folders outside the roots that the user confirmed, links resolved. */
  readonly allowed: readonly string[];
  /** Undefined when the recipe has no overrides. */
  readonly variants: RecipeVariants | undefined;
}

/** A page and a web app have one set of icons. */
function severalSourcesErrors(tasks: TaskScopes): ProfileError[] {
  const { recipe, roots } = tasks;
  const files = runFilePaths(recipe, roots).filter(({ kind }) => describesOneSource(recipe, kind));
  return files.flatMap((file) => {
    const count = tasks.countIn(file.roots);
    if (count <= 1) return [];
    const message = l10n.t('the icons of a website are made from one image, but {0} images are selected. Select one of them', count);
    return [{ path: `${recipe.path}.${file.kind}`, message }];
  });
}

/** What is wrong with the recipe and its overrides for these tasks. */
export async function recipeErrors(scope: RecipeScope, tasks: TaskScopes): Promise<ProfileError[]> {
  const { request, allowed, variants } = scope;
  const { roots, rootsByRecipe, taken } = tasks;
  const all = await Promise.all([...rootsByRecipe].map(([each, its]) => watermarkErrors(each, [...its], scope)));
  const folders = [...allowed, ...request.roots];
  all.push(
    runFileErrors(request.recipe, roots, { folders, taken, allowed, restricted: request.restricted === true }),
    variants?.errors ?? [],
    severalSourcesErrors(tasks),
  );
  return [...new Map(all.flat().map((error) => [error.message, error])).values()];
}
