import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RunFolder } from './runFolder';
import { describeRun, type UndoableRun } from './undoableRun';

/** Number of runs with changes that are kept together with their originals; just as many without changes are kept, too. */
export const keptRuns = 20;

/** Whether a run announced that it writes or moves something. */
async function hasChanges({ path }: RunFolder): Promise<boolean> {
  const journal = await stat(join(path, 'journal.jsonl')).catch(() => undefined);
  return journal !== undefined && journal.size > 0;
}

/** Deletes the oldest runs beyond those that are kept, but never a run in progress. Runs without changes do not displace originals. */
export async function pruneRuns(store: string): Promise<void> {
  const runs = await RunFolder.list(store);
  const changed = await Promise.all(runs.map(hasChanges));
  const excess = (withChanges: boolean) => runs.filter((_, index) => changed[index] === withChanges).slice(0, -keptRuns);
  const old = [...excess(true), ...excess(false)].filter(isOver);
  await Promise.all(old.map(({ path }) => rm(path, { recursive: true, force: true })));
}

function isOver(run: RunFolder): boolean {
  return !run.active || run.interrupted;
}

/** The newest run that is over, whether or not it changed something or was undone. */
export async function lastRun(store: string): Promise<RunFolder | undefined> {
  return (await RunFolder.list(store)).findLast(isOver);
}

/** The runs with changes that are over and not undone yet, newest first. */
async function* undoable(store: string): AsyncGenerator<UndoableRun> {
  for (const folder of (await RunFolder.list(store)).reverse()) {
    if (folder.record.undone || !isOver(folder) || !(await hasChanges(folder))) continue;
    const run = await describeRun(folder);
    // Every write that the journal announced may have failed.
    if (run.files > 0) yield run;
  }
}

/** The newest run that can be undone. */
export async function lastUndoable(store: string): Promise<UndoableRun | undefined> {
  for await (const run of undoable(store)) return run;
  return undefined;
}

/** The runs that can be undone, newest first. */
export async function undoableRuns(store: string): Promise<UndoableRun[]> {
  const runs: UndoableRun[] = [];
  for await (const run of undoable(store)) runs.push(run);
  return runs;
}
