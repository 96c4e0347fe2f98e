import type { HashedFile } from '../engine/inspect/hashFile';
import type { DigestedFiles } from '../shared/run/packedMessages';
import type { Outcome } from '../shared/run/run';
import type { Json } from '../shared/values/json';

/** What a worker thread returns for a chunk. */
export interface ChunkResult {
  readonly outcomes: readonly Outcome[];
  /** Further outcomes, see `DigestColumns`. */
  readonly digested?: DigestedFiles;
  /** The outcomes of images. */
  readonly images?: Json<readonly Outcome[]>;
  /** Number of tasks at the end of the chunk that were not started, since the run was paused. */
  readonly left?: number;
  /** The errors behind failures, and those that were got around, for the log. */
  readonly errors: readonly string[];
  /** Digests of files that were read to their end, for the cache. */
  readonly hashed: readonly (readonly [path: string, file: HashedFile])[];
  /** A line to log once, however many chunks contain it. */
  readonly remark?: string;
}
