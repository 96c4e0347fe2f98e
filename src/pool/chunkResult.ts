import type { HashedFile } from '../engine/inspect/hashFile';
import type { DigestedFiles } from '../shared/run/packedMessages';
import type { Outcome } from '../shared/run/run';
import type { Json } from '../shared/values/json';

/** A task whose failure may be that of another image in progress. */
export interface DoubtfulTask {
  readonly id: number;
  /** Whether some of its outputs are in place already. */
  readonly hasOutputs: boolean;
}

/** What a worker thread returns for a chunk. */
export interface ChunkResult {
  readonly outcomes: readonly Outcome[];
  /** Further outcomes, see `DigestColumns`. */
  readonly digested?: DigestedFiles;
  /** The outcomes of images. */
  readonly images?: Json<readonly Outcome[]>;
  /** Number of tasks at the end of the chunk that were not started, since the run was paused. */
  readonly left?: number;
  /** Tasks without an outcome: they are to be done again, alone. */
  readonly doubtful?: readonly DoubtfulTask[];
  /** The errors behind failures, and those that were got around, for the log. */
  readonly errors: readonly string[];
  /** Digests of files that were read to their end, for the cache. */
  readonly hashed: readonly (readonly [path: string, file: HashedFile])[];
  /** A line to log once, however many chunks contain it. */
  readonly remark?: string;
}
