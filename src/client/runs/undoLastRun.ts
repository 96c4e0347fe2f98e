import type { UndoReport } from '../../shared/run/run';
import type { PoolClient } from '../pool/poolClient';
import { lastUndoable } from '../store/keptRuns';
import type { RunFolder } from '../store/runFolder';

/** What an undo did, and the run that it undid. */
export interface UndoneRun {
  readonly report: UndoReport;
  readonly folder: RunFolder;
}

/**
 * Undoes a run, which need not be the newest: files that a newer run changed are refused, and can be undone after that run.
 * @param isNewest whether no newer run can be undone
 */
export async function undoRun(client: PoolClient, folder: RunFolder, isNewest: boolean): Promise<UndoneRun> {
  const report = await client.runExclusive({}, async () => (await client.remote()).undo(folder.path));
  const { restored, removed, refused } = report;
  // Refused files can be undone later. When another attempt cannot change anything, the run must not block older ones.
  const stuck = isNewest && restored + removed === 0 && refused.every(({ edited }) => edited);
  if (refused.length === 0 || stuck) await folder.update({ undone: true });
  return { report, folder };
}

/**
 * Undoes the newest run that can be undone.
 * @param id undo only this run, if it is the newest
 * @returns undefined when there is no such run
 */
export async function undoLastRun(client: PoolClient, store: string, id?: string): Promise<UndoneRun | undefined> {
  const last = await lastUndoable(store);
  if (!last || (id !== undefined && last.id !== id)) return undefined;
  return undoRun(client, last.folder, true);
}
