import { realpathSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isWithin } from '../../shared/values/paths';
import { journalsOf } from './journals';
import { RunFolder } from './runFolder';
import type { RunRecord } from './runRecord';
import { describeRun, type UndoableRun } from './undoableRun';

/** The runs in the store, which all workspaces share. */

/**
 * Some folders of the user: the workspace folders of a window, or the working folder of a command line. A run belongs to them if
 * it worked in or above one of them, or was started in it. Undefined stands for all runs.
 */
export type Place = readonly string[] | undefined;

/** A path with its links resolved, since a window and a terminal may have opened one folder by different paths. */
function real(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** Whether a run belongs to a place. A run without folders belongs to windows that have none. */
export function belongsTo({ roots, startedIn }: Pick<RunRecord, 'roots' | 'startedIn'>, place: Place): boolean {
  if (place === undefined) return true;
  if (place.length === 0) return roots.length === 0;
  if (startedIn !== undefined && place.includes(startedIn)) return true;
  const folders = place.map(real);
  return roots.map(real).some((root) => folders.some((folder) => isWithin(root, folder) || isWithin(folder, root)));
}

/** The runs of a place that can be read, oldest first. */
export async function runsOf(store: string, place: Place): Promise<RunFolder[]> {
  return (await RunFolder.list(store)).filter(({ record }) => belongsTo(record, place));
}

/** Whether a run announced that it writes or moves something. */
export async function hasChanges({ path }: RunFolder): Promise<boolean> {
  const journals = await journalsOf(path).catch(() => []);
  const sizes = await Promise.all(journals.map((journal) => stat(journal).then(({ size }) => size)));
  return sizes.some((size) => size > 0);
}

/** Whether no process works on a run. */
export function isOver(run: RunFolder): boolean {
  return !run.active || run.interrupted;
}

/** The newest run that is over, whether or not it changed something or was undone. */
export async function lastRun(store: string, place: Place): Promise<RunFolder | undefined> {
  return (await runsOf(store, place)).findLast(isOver);
}

/** A run in progress that started after another one. @param id of the other one; without it, any run in progress */
export async function runInProgress(store: string, place: Place, id?: string): Promise<RunFolder | undefined> {
  const runs = await runsOf(store, place);
  return runs.slice(runs.findIndex(({ record }) => record.id === id) + 1).findLast((run) => !isOver(run));
}

/** The runs with changes that are over and not undone yet, newest first. */
async function* undoable(store: string, place: Place): AsyncGenerator<UndoableRun> {
  for (const folder of (await runsOf(store, place)).reverse()) {
    if (folder.record.undone || !isOver(folder) || !(await hasChanges(folder))) continue;
    const run = await describeRun(folder);
    // Every write that the journal announced may have failed.
    if (run.files > 0) yield run;
  }
}

/** The newest run that can be undone. */
export async function lastUndoable(store: string, place: Place): Promise<UndoableRun | undefined> {
  for await (const run of undoable(store, place)) return run;
  return undefined;
}

/** The runs that can be undone, newest first. */
export async function undoableRuns(store: string, place: Place): Promise<UndoableRun[]> {
  const runs: UndoableRun[] = [];
  for await (const run of undoable(store, place)) runs.push(run);
  return runs;
}
