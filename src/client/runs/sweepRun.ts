import type { PoolClient } from '../pool/poolClient';
import type { RunFolder } from '../store/runFolder';

/**
 * Removes the temp files that a run may have left because its process died. A run that finished normally has none. The caller has
 * the pool for itself.
 * @param targets paths of the run's outputs: temp files are beside them
 * @returns whether they are gone
 */
export async function sweepRun(client: PoolClient, { path }: RunFolder, targets: readonly string[]): Promise<boolean> {
  try {
    await (await client.remote()).sweep(path, targets);
    return true;
  } catch {
    return false;
  }
}
