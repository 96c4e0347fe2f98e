import type { RunSetup, Task } from '../../shared/run/run';
import { taskOutputs } from '../../shared/run/taskOutput';
import type { CommitJob } from '../commit/commit';
import type { Journal } from '../commit/journal';

/** The cores of this computer, which all outputs in progress share, whichever thread makes them. */
export interface Cores {
  /** Whether there are fewer outputs in progress than cores. */
  readonly areIdle: boolean;
  /** Counts an output as in progress. Returns what to call when it has ended. */
  take(): () => void;
}

/** What a worker processes tasks with. */
export interface TaskContext {
  readonly setup: RunSetup;
  readonly journal: Journal;
  /** Number of the worker. */
  readonly worker: number;
  /** Without them, the outputs of a task are made one after the other. */
  readonly cores?: Cores;
  /** Whether the task was canceled by itself. Asked before each output. */
  readonly isCanceled?: () => boolean;
  /** Called when a failure of the task rests on the word of the image library. */
  doubted?(): void;
}

/** One output on its way from the plan to the disk: rendered, written to a temp file, checked and committed. */
export interface OutputJob extends CommitJob {
  readonly runId: string;
  /** See `RunSetup`. */
  readonly force: boolean;
}

/** The outputs of a task as jobs, in the order of the plan. @throws FailureError `internal`; see {@link taskOutputs} */
export function outputJobs(task: Task, { setup, journal }: TaskContext): OutputJob[] {
  return taskOutputs(task, setup.recipe).map((output) => ({ ...output, journal, runId: setup.runId, force: setup.force === true }));
}
