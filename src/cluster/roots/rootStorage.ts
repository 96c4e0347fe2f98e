import type { Recipe } from '../../shared/recipe/recipe';
import type { Outcome, Task } from '../../shared/run/run';

/**
 * Where sources come from and outputs go to. A folder that all computers have mounted needs nothing but other paths; objects of a bucket
 * are fetched before, and put after.
 */
export interface RootStorage {
  readonly name: string;
  /**
   * Prepares for chunks of a run.
   * @param directory folder of the run, portable; absent in a bucket
   * @throws ClusterError when this computer does not reach it
   */
  open(directory: string | undefined): Promise<StoredRun>;
}

/** The tasks of a chunk on this computer. */
export interface CheckedOut {
  readonly tasks: readonly Task[];
  readonly lost: readonly Outcome[];
}

/** A run as this computer sees it. */
export interface StoredRun {
  /** Folder for the journal and the originals. */
  readonly directory: string;
  /**
   * Makes the sources of a chunk available to the pool.
   * @param tasks with portable paths
   * @param recipe of the run
   * @returns tasks with local paths, and the outcomes, with portable paths, of those whose source cannot be had
   * @throws ClusterError when the chunk asks for what is outside of the root
   */
  checkOut(tasks: readonly Task[], recipe: Recipe): Promise<CheckedOut>;
  /**
   * Puts the outputs of a task where everybody sees them.
   * @param task with portable paths
   * @param outcome with local paths
   * @returns it with portable paths; another one when an output could not be put
   */
  checkIn(task: Task, outcome: Outcome): Promise<Outcome>;
  /** Removes what only this computer has. */
  close(): Promise<void>;
}
