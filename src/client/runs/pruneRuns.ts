import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { PoolClient } from '../pool/poolClient';
import { confirmedTime } from '../store/clockRecord';
import { readLimits } from '../store/historyLimits';
import { deletedSuffix, type RunFolder } from '../store/runFolder';
import { startTimes } from '../store/startTimes';
import { hasChanges, isOver, runsOf } from '../store/storedRuns';
import { endOfRunMs, withStoreLock } from '../store/storeLock';
import { undoState } from '../store/undoLock';

/** Runs that changed nothing are only of interest for a while. */
const keptWithoutChanges = 20;
/** However small they are, no more runs are kept: each of them is looked at before the next run. */
const mostRuns = 500;
const dayMs = 86_400_000;

/** The runs beyond the limits that no process works on. The newest one with changes stays, however large it is. */
async function excessRuns(store: string): Promise<RunFolder[]> {
  const { days, megabytes } = await readLimits(store);
  const since = (await confirmedTime(store)) - days * dayMs;
  const runs = await runsOf(store, undefined);
  const starts = startTimes(
    runs.map(({ record }) => record),
    Date.now(),
  );
  const excess: RunFolder[] = [];
  let [changed, unchanged, bytes] = [0, 0, 0];
  for (const [index, run] of [...runs.entries()].reverse()) {
    if (!(await hasChanges(run))) {
      unchanged += 1;
      if (unchanged > keptWithoutChanges) excess.push(run);
      continue;
    }
    changed += 1;
    bytes += run.record.totals?.keptBytes ?? 0;
    const isOld = (starts[index] as number) < since;
    if (changed > 1 && (isOld || changed > mostRuns || bytes > megabytes * 1_000_000)) excess.push(run);
  }
  const states = await Promise.all(excess.map(({ path }) => undoState(path)));
  return excess.filter((run, index) => isOver(run) && states[index] !== 'alive');
}

/**
 * Takes runs out of the history at once, each with one rename: deleting a folder takes many steps, and a kill among them would leave
 * a run without its record, which nothing finds, or one without the originals that its journal names.
 */
async function takeOut(runs: readonly RunFolder[]): Promise<void> {
  // A folder that cannot be renamed, because a program is in it, stays for the next time.
  await Promise.allSettled(runs.map(({ path }) => rename(path, `${path}${deletedSuffix}`)));
}

/**
 * Has the pool process delete the runs beyond the limits of the history, and what a killed process left of others. A run that is in
 * progress or being undone stays.
 */
export async function pruneRuns(client: PoolClient, store: string): Promise<void> {
  await withStoreLock(store, async () => takeOut(await excessRuns(store)), { signal: AbortSignal.timeout(endOfRunMs) });
  const deleted = (await readdir(store)).filter((name) => name.endsWith(deletedSuffix));
  if (deleted.length === 0) return;
  await client.runExclusive({}, async () => (await client.remote()).removeFolders(deleted.map((name) => join(store, name))));
}
