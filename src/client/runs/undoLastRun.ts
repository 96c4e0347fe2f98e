import type { UndoReport } from '../../shared/run/run';
import type { PoolClient } from '../pool/poolClient';
import { lastUndoable } from './keptRuns';
import type { RunFolder } from './runFolder';

/**
 * Undoes the newest run that can be undone.
 * @param id undo only this run, if it is the newest
 * @returns undefined when there is no such run
 */
export async function undoLastRun(
  client: PoolClient,
  store: string,
  id?: string,
): Promise<{ report: UndoReport; folder: RunFolder } | undefined> {
  const folder = await lastUndoable(store);
  if (!folder || (id !== undefined && folder.record.id !== id)) return undefined;
  const report = await client.runExclusive({}, async () => (await client.remote()).undo(folder.path));
  const { restored, removed, refused } = report;
  // Refused files can be undone later. When another attempt cannot change anything, the run must not block older ones.
  const stuck = restored + removed === 0 && refused.every(({ edited }) => edited);
  if (refused.length === 0 || stuck) await folder.update({ undone: true });
  return { report, folder };
}
