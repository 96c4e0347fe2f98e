import type { RecordedRun } from '../../shared/run/run';
import type { PoolClient } from '../pool/poolClient';
import { type LockOptions, withLock } from '../store/fileLock';
import type { RunFolder } from '../store/runFolder';
import { resultsFolder } from '../store/storeFolder';

/**
 * Has the pool process record which files a run made, and from what: then the next run leaves them alone. The caller has the pool for
 * itself.
 * @param options for the lock of the records
 * @returns undefined when nothing could be recorded: then the next run makes the files again
 */
export async function recordResults(
  client: PoolClient,
  store: string,
  { path }: RunFolder,
  options: LockOptions,
): Promise<RecordedRun | undefined> {
  try {
    const results = resultsFolder(store);
    const record = async () => (await client.remote()).recordResults(path, results);
    return await withLock(`${results}.lock`, record, options);
  } catch (error) {
    client.options.log(`The results of the run could not be recorded: ${(error as Error).stack}`);
    return undefined;
  }
}
