import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shownImage } from '../engine/inspect/compareImages';
import { tryTask } from '../engine/process/tryTask';
import { diagnose } from '../engine/sources/diagnose';
import type { Recipe } from '../shared/recipe/recipe';
import type { Task } from '../shared/run/run';
import type { Trial, TrialRequest } from '../shared/run/trial';
import { extensionsByFormat } from '../shared/values/formats';

/** An image that has been planned, and where to show what becomes of it. */
export interface PlannedTrial extends Omit<TrialRequest, 'plan'> {
  readonly task: Task;
  readonly recipe: Recipe;
}

/**
 * Makes of one image what a run would make of it, with the same bytes, as a file to show.
 * @throws FailureError that names the cause
 */
export async function makeTrial({ task, recipe, directory, name, timeoutSeconds }: PlannedTrial): Promise<Trial> {
  const setup = { runId: 'trial', recipe, directory, timeoutSeconds };
  mkdirSync(directory, { recursive: true });
  let file: string | undefined;
  try {
    const { notes, ...tried } = await tryTask(task, setup);
    if ('kept' in tried) return { notes, message: tried.kept };
    file = join(directory, `${name}-output.${extensionsByFormat[tried.format][0]}`);
    writeFileSync(file, tried.bytes);
    return { notes, after: await shownImage(file, join(directory, name)) };
  } catch (error) {
    throw await diagnose(task.source, error);
  } finally {
    if (file !== undefined) rmSync(file, { force: true });
  }
}
