import * as l10n from '@vscode/l10n';
import type { OutputRecipe, Recipe } from '../recipe/recipe';
import { FailureError } from './failure';
import type { PlannedOutput, Task } from './run';

/** One output of a task with the recipe that it follows: bound once, then handed from function to function. */
export interface TaskOutput {
  readonly task: Task;
  readonly planned: PlannedOutput;
  readonly recipe: Recipe;
  /** The part of the recipe that describes this output. */
  readonly output: OutputRecipe;
}

/** The recipe that a task follows: its own when overrides match its file, else that of the run. */
export function taskRecipe(task: Task, recipe: Recipe): Recipe {
  return task.recipe ?? recipe;
}

/**
 * The outputs of a task, in the order of the plan.
 * @param runRecipe recipe of the run
 * @throws FailureError `internal` when the plan and the recipe do not belong together
 */
export function taskOutputs(task: Task, runRecipe: Recipe): TaskOutput[] {
  const recipe = taskRecipe(task, runRecipe);
  return task.outputs.map((planned) => {
    const output = recipe.outputs[planned.output];
    if (output === undefined) throw new FailureError('internal', l10n.t('The recipe has no output {0}.', planned.output));
    return { task, planned, recipe, output };
  });
}

/** The paths of which one becomes the file of an output. */
export function possibleTargets({ target, candidates }: PlannedOutput): readonly string[] {
  return candidates ? candidates.map((candidate) => candidate.target) : [target];
}

/** The source of a task and the paths of its outputs, which the files about the run must not have. */
export function takenPaths({ source, outputs }: Task): string[] {
  return [source, ...outputs.flatMap((output) => (output.sprite === undefined ? possibleTargets(output) : []))];
}
