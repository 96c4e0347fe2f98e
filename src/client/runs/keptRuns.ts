import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RunFolder } from './runFolder';

/** Number of runs with changes that are kept together with their originals; just as many without changes are kept, too. */
export const keptRuns = 20;

/** Whether a run wrote or moved something, so that there is something to undo. */
async function hasChanges({ path }: RunFolder): Promise<boolean> {
  const journal = await stat(join(path, 'journal.jsonl')).catch(() => undefined);
  return journal !== undefined && journal.size > 0;
}

/** Deletes the oldest runs beyond those that are kept, but never a run in progress. Runs without changes do not displace originals. */
export async function pruneRuns(store: string): Promise<void> {
  const runs = await RunFolder.list(store);
  const changed = await Promise.all(runs.map(hasChanges));
  const excess = (withChanges: boolean) => runs.filter((_, index) => changed[index] === withChanges).slice(0, -keptRuns);
  const old = [...excess(true), ...excess(false)].filter((run) => !run.active || run.interrupted);
  await Promise.all(old.map(({ path }) => rm(path, { recursive: true, force: true })));
}

/** The newest run with changes that is over and not undone yet. */
export async function lastUndoable(store: string): Promise<RunFolder | undefined> {
  const runs = await RunFolder.list(store);
  for (const run of runs.reverse()) {
    if (run.record.undone || (run.active && !run.interrupted)) continue;
    if (await hasChanges(run)) return run;
  }
  return undefined;
}
