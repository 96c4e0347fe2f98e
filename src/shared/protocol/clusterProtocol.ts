import type { Priority } from '../values/priorities';

/** What the bundles of the package `assetmill-cluster` offer to the programs that load or start them. */

/** Names of those bundles. */
export const clusterBundles = { planner: 'planner.cjs', worker: 'worker.cjs' } as const;

/** How this computer works on a queue. */
export interface ClusterWorkerOptions {
  /** URL of the queue, which may have a password: never shown. */
  readonly queue: string;
  /** Folders and buckets to work on, each with its name, such as `photos=/mnt/photos`. No other path is touched. */
  readonly roots: readonly string[];
  /** Bundle of the pool process. */
  readonly poolFile: string;
  /** Number of worker threads. */
  readonly threads: number;
  readonly priority: Priority;
  /** Memory of the images in progress, in bytes; by default what suits the computer. */
  readonly memoryBudget?: number;
  /** Files per second on all computers together, by the name of the root; without a name, of each root. */
  readonly rates: readonly string[];
  /** Where metrics, health, and the dashboard are served: `[HOST:]PORT`. */
  readonly http?: string;
  readonly dashboard: boolean;
  /** Time for files in progress to end after that, in seconds. */
  readonly drainSeconds: number;
  /** Resolves when the work is to end: no further chunk is taken, and those in progress end. */
  readonly stopped: Promise<void>;
  /** Tells people what happens, a sentence at a time. */
  tell(sentence: string): void;
  /** Details. */
  log(line: string): void;
}

/** What the worker's bundle exports. */
export interface ClusterWorkerModule {
  /** Version of Assetmill that it belongs to. */
  readonly version: string;
  /** Works on the queue until it is stopped. @throws ClusterError for options that cannot be used */
  runWorker(options: ClusterWorkerOptions): Promise<void>;
}
