import type { FileEstimate, RunSetup, Task } from '../../shared/run/run';
import { taskOutputs } from '../../shared/run/taskOutput';
import { TaskRenderer } from '../render/taskRenderer';
import { isWorthWriting } from './isWorthWriting';
import { settledFormat } from './settledFormat';

/** The bytes of a source after its task: those of the outputs that would be written, or of the source if there are none. */
async function bytesAfter(task: Task, setup: RunSetup): Promise<number> {
  // Errors are logged in the run, where they come again.
  const renderer = new TaskRenderer(task, setup, () => {});
  try {
    let bytes = 0;
    for (const output of taskOutputs(task, setup.recipe)) {
      const rendered = await renderer.render(output);
      if (isWorthWriting(settledFormat(output, rendered), rendered)) bytes += rendered.bytes.length;
    }
    return bytes || task.bytes;
  } finally {
    renderer.dispose();
  }
}

/** Tries one task. Null if it fails: then it also fails in the run, which says why. */
async function estimateTask(task: Task, setup: RunSetup): Promise<FileEstimate | null> {
  const started = performance.now();
  try {
    return { bytesOut: await bytesAfter(task, setup), ms: performance.now() - started };
  } catch {
    return null;
  }
}

/** Renders the outputs of some tasks of a plan and discards them, to estimate the result of the whole plan. */
export async function estimateTasks(setup: RunSetup, tasks: readonly Task[]): Promise<readonly (FileEstimate | null)[]> {
  const estimates: (FileEstimate | null)[] = [];
  for (const task of tasks) estimates.push(await estimateTask(task, setup));
  return estimates;
}
