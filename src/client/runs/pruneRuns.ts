import type { PoolClient } from '../pool/poolClient';
import { readLimits } from '../store/historyLimits';
import type { RunFolder } from '../store/runFolder';
import { startOfRun } from '../store/runRecord';
import { hasChanges, isOver, runsOf } from '../store/storedRuns';

/** Runs that changed nothing are only of interest for a while. */
const keptWithoutChanges = 20;
/** However small they are, no more runs are kept: each of them is looked at before the next run. */
const mostRuns = 500;
const dayMs = 86_400_000;

/** The runs that are over and beyond the limits. The newest one with changes stays, however large it is. */
async function excessRuns(store: string): Promise<RunFolder[]> {
  const { days, megabytes } = await readLimits(store);
  const since = Date.now() - days * dayMs;
  const excess: RunFolder[] = [];
  let [changed, unchanged, bytes] = [0, 0, 0];
  for (const run of (await runsOf(store, undefined)).reverse()) {
    if (!(await hasChanges(run))) {
      unchanged += 1;
      if (unchanged > keptWithoutChanges) excess.push(run);
      continue;
    }
    changed += 1;
    bytes += run.record.totals?.keptBytes ?? 0;
    const isOld = (startOfRun(run.record.id) ?? 0) < since;
    if (changed > 1 && (isOld || changed > mostRuns || bytes > megabytes * 1_000_000)) excess.push(run);
  }
  return excess.filter(isOver);
}

/** Has the pool process delete the runs beyond the limits of the history, but never a run in progress. */
export async function pruneRuns(client: PoolClient, store: string): Promise<void> {
  const excess = await excessRuns(store);
  if (excess.length === 0) return;
  await client.runExclusive({}, async () => (await client.remote()).removeFolders(excess.map(({ path }) => path)));
}
