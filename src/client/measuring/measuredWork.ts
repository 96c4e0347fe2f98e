import { extname, join } from 'node:path';
import type { Recipe } from '../../shared/recipe/recipe';
import type { PlannedOutput, Task } from '../../shared/run/run';

/** The work of a measurement: real tasks, whose outputs go to a temporary folder. */

/** A recipe that makes the same outputs, and leaves everything else alone: originals, existing files, lists. */
export function measuredRecipe({ manifest: _, markup: _markup, webManifest: _app, atlas: _atlas, ...recipe }: Recipe): Recipe {
  return { ...recipe, replace: false, conflict: 'unique' };
}

/** The tasks of a plan that are work: a file that fits already is only copied. */
export function workIn(tasks: readonly Task[]): Task[] {
  return tasks.filter(({ outputs }) => outputs.some(({ copy }) => !copy));
}

function redirectedOutput(planned: PlannedOutput, path: string): PlannedOutput {
  const { late: _, sprite: _sprite, candidates, ...output } = planned;
  const redirected = candidates?.map(({ format, target }) => ({ format, target: `${path}${extname(target)}`, mode: 'create' as const }));
  return { ...output, target: `${path}${extname(planned.target)}`, mode: 'create', ...(redirected && { candidates: redirected }) };
}

/** A task that writes into another folder, whose name is of no matter, and leaves no record. */
function redirected({ key: _, ...task }: Task, id: number, folder: string): Task {
  return {
    ...task,
    id,
    outputs: task.outputs.map((planned, index) => redirectedOutput(planned, join(folder, `${id}-${index}`))),
    ...(task.recipe && { recipe: measuredRecipe(task.recipe) }),
  };
}

/**
 * Tasks that process the same sources `rounds` times.
 * @param folder for the outputs, with links resolved
 */
export function repeated(tasks: readonly Task[], rounds: number, folder: string): Task[] {
  return Array.from({ length: tasks.length * rounds }, (_, id) => redirected(tasks[id % tasks.length] as Task, id, folder));
}
