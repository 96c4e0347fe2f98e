import { RunFolder } from '../../client/store/runFolder';
import { runsOf } from '../../client/store/storedRuns';
import { storeFolder } from '../../client/store/storeFolder';
import { exitCodes } from '../environment/exitCodes';
import { here } from '../environment/folders';
import { UsageError } from '../environment/usageError';
import { printRunsTable } from '../output/runsTable';

export interface RunsOptions {
  readonly all?: boolean;
  /** Id of an interrupted run that is no longer mentioned. */
  readonly dismiss?: string;
  readonly json?: boolean;
}

/**
 * Lists the runs on record, newest first, or dismisses one. Returns the exit code.
 * @throws UsageError when there is no run to dismiss
 */
export async function runRuns({ all, dismiss, json = false }: RunsOptions): Promise<number> {
  const store = storeFolder();
  if (dismiss !== undefined) {
    const run = await RunFolder.open(store, dismiss).catch(() => undefined);
    if (!run) throw new UsageError(`there is no run ${dismiss}; "assetmill runs" lists the runs`);
    await run.update({ dismissed: true });
    return exitCodes.success;
  }
  await printRunsTable((await runsOf(store, all ? undefined : here())).reverse(), json);
  return exitCodes.success;
}
