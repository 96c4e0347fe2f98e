import type { RunSetup, Task } from '../../shared/run/run';
import { taskOutputs } from '../../shared/run/taskOutput';
import { TaskRenderer } from '../render/taskRenderer';
import { isWorthWriting } from './isWorthWriting';
import { keptReason } from './keptReason';
import { type SettledOutput, settledFormat } from './settledFormat';

/** An output in memory: the bytes that a run would write, or why it would keep the source. */
export type TriedOutput = { readonly notes: readonly string[] } & (
  | { readonly bytes: Buffer; readonly format: SettledOutput['format'] }
  | { readonly kept: string }
);

/**
 * Renders the first output of a task as a run does, and writes nothing but intermediates.
 * @throws FailureError when the source or the output cannot be made
 */
export async function tryTask(task: Task, setup: RunSetup): Promise<TriedOutput> {
  // An error that was got around is logged in the run, where it comes again.
  const renderer = new TaskRenderer(task, setup, () => {});
  try {
    const [first] = taskOutputs(task, setup.recipe);
    if (!first) throw new Error('The task has no output.');
    const rendered = await renderer.render(first);
    const output = settledFormat(first, rendered);
    const { bytes, notes } = rendered;
    return isWorthWriting(output, rendered)
      ? { bytes, notes, format: output.planned.format }
      : { notes, kept: keptReason(output, rendered).message };
  } finally {
    renderer.dispose();
  }
}
