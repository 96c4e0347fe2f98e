import { RunFolder } from '../store/runFolder';
import { undoState } from '../store/undoLock';

/** Runs that a process works on, of all windows and command lines. */

/** A run that is in progress or being undone. */
export interface BusyRun {
  readonly run: RunFolder;
  readonly isUndo: boolean;
}

function isInProgress(run: RunFolder): boolean {
  return run.record.phase !== 'planning' && run.active && !run.interrupted;
}

/** The runs in progress. A run that is still being planned is not one of them. */
export async function runsInProgress(store: string): Promise<RunFolder[]> {
  return (await RunFolder.list(store)).filter(isInProgress);
}

async function isBeingUndone({ path }: RunFolder): Promise<boolean> {
  return (await undoState(path)) === 'alive';
}

/** Whether a run is in progress or being undone. */
export async function isBusy(store: string, id: string): Promise<boolean> {
  const run = await RunFolder.open(store, id).catch(() => undefined);
  return run !== undefined && (isInProgress(run) || (await isBeingUndone(run)));
}

/** The runs other than `own` that are in progress or being undone. */
async function busyRuns(store: string, own: string): Promise<BusyRun[]> {
  const others = (await RunFolder.list(store)).filter(({ record }) => record.id !== own);
  const all = await Promise.all(others.map(async (run) => ({ run, isUndo: await isBeingUndone(run) })));
  return all.filter(({ run, isUndo }) => isUndo || isInProgress(run));
}

/** The files that a run reads or writes. */
export async function filesOf({ report }: RunFolder): Promise<ReadonlySet<string>> {
  const files = new Set<string>();
  for await (const path of report.paths()) files.add(path);
  return files;
}

/** Another run that is in progress or being undone, and shares a file with this one. */
export async function busyRunOnFiles(store: string, folder: RunFolder): Promise<BusyRun | undefined> {
  const others = await busyRuns(store, folder.record.id);
  if (others.length === 0) return undefined;
  const files = await filesOf(folder);
  for (const other of others) for await (const path of other.run.report.paths()) if (files.has(path)) return other;
  return undefined;
}
