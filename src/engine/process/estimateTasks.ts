import type { OutputRecipe } from '../../shared/recipe/recipe';
import type { Estimate, RunSetup, Task } from '../../shared/run/run';
import { OutputMaker } from '../render/renderOutput';
import { isWorthWhile } from './writeOutput';

/** Bytes that stand for an image after its task: those of what would be written or, where nothing would be, of its source. */
async function bytesAfter(task: Task, setup: RunSetup): Promise<number> {
  const maker = new OutputMaker(task, setup);
  const { recipe } = maker;
  try {
    let bytes = 0;
    for (const planned of task.outputs) {
      const made = await maker.make(planned);
      const output = recipe.outputs[planned.output] as OutputRecipe;
      if (planned.copy || isWorthWhile(task, planned, made, recipe, output)) bytes += made.bytes.length;
    }
    return bytes || task.bytes;
  } finally {
    maker.dispose();
  }
}

/** Makes the outputs of some tasks of a plan and throws them away: what the others will come to is told from these. */
export async function sampleTasks(setup: RunSetup, tasks: readonly Task[]): Promise<Estimate> {
  const total = { bytesIn: 0, bytesOut: 0, cost: 0, ms: 0 };
  for (const task of tasks) {
    const started = performance.now();
    try {
      total.bytesOut += await bytesAfter(task, setup);
      total.bytesIn += task.bytes;
      total.cost += task.cost;
      total.ms += performance.now() - started;
    } catch {
      // What fails here fails in the run, too, and says why there.
    }
  }
  return total;
}
