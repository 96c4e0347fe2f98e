import type { Recipe } from '../../shared/recipe/recipe';
import type { Outcome, Task } from '../../shared/run/run';
import type { ChunkTask, ObjectChange } from '../queue/chunk';

/**
 * Where sources come from and outputs go to. A folder that all computers have mounted needs nothing but other paths; objects of a bucket
 * are fetched before, and put after.
 */
export interface RootStorage {
  readonly name: string;
  /** Makes sure that this computer can work on it. @throws ClusterError */
  prepare(): Promise<void>;
  /**
   * Prepares for chunks of a run.
   * @param run its id
   * @param directory folder of the run, portable; absent in a bucket
   * @throws ClusterError when this computer does not reach it
   */
  open(run: string, directory: string | undefined): Promise<StoredRun>;
}

/** A run as this computer sees it. */
export interface StoredRun {
  /** Folder for the journal and the originals. */
  readonly directory: string;
  /**
   * Makes the sources of a chunk available to the pool.
   * @param tasks with portable paths
   * @param recipe of the run
   * @throws ClusterError when the chunk asks for what is outside of the root
   */
  checkOut(tasks: readonly ChunkTask[], recipe: Recipe): Promise<CheckedOut>;
  /** Removes what only this computer has. */
  close(): Promise<void>;
}

/** A chunk on this computer. */
export interface CheckedOut {
  /** The tasks with local paths. */
  readonly tasks: readonly Task[];
  /** Outcomes, with portable paths, of those whose source cannot be had. */
  readonly lost: readonly Outcome[];
  /**
   * Puts the outputs of a task where everybody sees them.
   * @param outcome with local paths
   */
  checkIn(outcome: Outcome): Promise<CheckedIn>;
  /** Removes the files that only this computer has. */
  close(): Promise<void>;
}

/** A task whose outputs are where everybody sees them. */
export interface CheckedIn {
  /** With portable paths. It is another one when an output could not be put. */
  readonly outcome: Outcome;
  /** What that did to objects. */
  readonly changes: readonly ObjectChange[];
}
