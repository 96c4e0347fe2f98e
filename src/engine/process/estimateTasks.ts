import type { Estimate, RunSetup, Task } from '../../shared/run/run';
import { taskOutputs } from '../../shared/run/taskOutput';
import { TaskRenderer } from '../render/taskRenderer';
import { isWorthWriting } from './isWorthWriting';

/** The bytes of a source after its task: those of the outputs that would be written, or of the source if there are none. */
async function bytesAfter(task: Task, setup: RunSetup): Promise<number> {
  // Errors are logged in the run, where they come again.
  const renderer = new TaskRenderer(task, setup, () => {});
  try {
    let bytes = 0;
    for (const output of taskOutputs(task, setup.recipe)) {
      const rendered = await renderer.render(output);
      if (isWorthWriting(output, rendered)) bytes += rendered.bytes.length;
    }
    return bytes || task.bytes;
  } finally {
    renderer.dispose();
  }
}

/** Renders the outputs of some tasks of a plan and discards them, to estimate the result of the whole plan. */
export async function estimateTasks(setup: RunSetup, tasks: readonly Task[]): Promise<Estimate> {
  const total = { bytesIn: 0, bytesOut: 0, cost: 0, ms: 0 };
  for (const task of tasks) {
    const started = performance.now();
    try {
      total.bytesOut += await bytesAfter(task, setup);
      total.bytesIn += task.bytes;
      total.cost += task.cost;
      total.ms += performance.now() - started;
    } catch {
      // A file that fails here also fails in the run, which says why.
    }
  }
  return total;
}
