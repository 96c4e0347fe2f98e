import type { RunSetup, Task } from '../../shared/run/run';
import { taskOutputs } from '../../shared/run/taskOutput';
import type { CommitJob } from '../commit/commit';
import type { Journal } from '../commit/journal';

/** What a worker processes tasks with. */
export interface TaskContext {
  readonly setup: RunSetup;
  readonly journal: Journal;
  /** Number of the worker. */
  readonly worker: number;
}

/** One output on its way from the plan to the disk: rendered, written to a temp file, checked and committed. */
export interface OutputJob extends CommitJob {
  readonly runId: string;
}

/** The outputs of a task as jobs, in the order of the plan. @throws FailureError `internal`; see {@link taskOutputs} */
export function outputJobs(task: Task, { setup, journal }: TaskContext): OutputJob[] {
  return taskOutputs(task, setup.recipe).map((output) => ({ ...output, journal, runId: setup.runId }));
}
