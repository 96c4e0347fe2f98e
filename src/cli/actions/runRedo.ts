import { requestPlan } from '../../client/runs/requestPlan';
import { RunFolder } from '../../client/store/runFolder';
import { runsOf } from '../../client/store/storedRuns';
import { storeFolder } from '../../client/store/storeFolder';
import type { PoolOptions } from '../args/commonOptions';
import { here } from '../environment/folders';
import type { PoolSession } from '../environment/poolSession';
import { UsageError } from '../environment/usageError';
import { runPlan } from './runRecipe';

export interface RedoOptions extends Pick<PoolOptions, 'timeout' | 'json'> {
  /** Id of the run to redo. */
  readonly run?: string;
}

/** @throws UsageError when there is no such run */
async function chosenRun(store: string, id: string | undefined): Promise<RunFolder> {
  const run =
    id === undefined
      ? (await runsOf(store, here())).findLast(({ record }) => record.undone && record.request)
      : await RunFolder.open(store, id).catch(() => undefined);
  if (run) return run;
  throw new UsageError(id === undefined ? 'there is no run to redo here' : `there is no run ${id}; "assetmill runs" lists the runs`);
}

/**
 * Does again what a run did that was undone, as a new run. Returns the exit code.
 * @throws UsageError when there is no such run, or its files do not allow it
 */
export async function runRedo({ run: id, timeout, json = false }: RedoOptions, session: PoolSession): Promise<number> {
  const { record } = await chosenRun(storeFolder(), id);
  const { request, title } = record;
  if (!request) throw new UsageError(`the run ${record.id} does not process images, so it cannot be redone`);
  const plan = await requestPlan(session.client, request, session.signal);
  return runPlan(plan, { request, title, timeoutSeconds: timeout, json }, session);
}
