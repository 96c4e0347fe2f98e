import type { UndoReport } from '../../shared/run/run';
import type { PoolClient } from '../pool/poolClient';
import { lastUndoable } from './keptRuns';
import type { RunFolder } from './runFolder';
import { whileUndoing } from './undoLock';

/** What an undo did, and the run that it undid. */
export interface UndoneRun {
  readonly report: UndoReport;
  readonly folder: RunFolder;
}

/**
 * Undoes a run, which need not be the newest: files that a newer run changed are refused, and can be undone after that run.
 * @param isNewest whether no newer run can be undone
 * @param only undoes only the files of these sources and outputs; the run can still be undone afterward
 * @throws StoreError when another process is undoing the run
 */
export async function undoRun(client: PoolClient, folder: RunFolder, isNewest: boolean, only?: readonly string[]): Promise<UndoneRun> {
  const paths = only && (await withOutputs(folder, only));
  const undo = () => client.runExclusive({}, async () => (await client.remote()).undo(folder.path, paths));
  const report = await whileUndoing(folder.path, undo);
  if (paths) return { report, folder };
  const { restored, removed, refused } = report;
  // Refused files can be undone later. When another attempt cannot change anything, the run must not block older ones.
  const stuck = isNewest && restored + removed === 0 && refused.every(({ edited }) => edited);
  if (refused.length === 0 || stuck) await folder.update({ undone: true }).catch(() => {}); // on a full disk, undoing again does nothing
  return { report, folder };
}

/** Adds the outputs of the sources among some paths: the journal does not name a source that is only read. */
async function withOutputs({ report }: RunFolder, paths: readonly string[]): Promise<string[]> {
  const wanted = new Set(paths);
  const { rows, outcomes } = await report.read();
  const planned = rows.flatMap(({ source, targets }) => (wanted.has(source) ? targets : []));
  const written = [...outcomes.values()].flatMap(({ source, outputs }) => (wanted.has(source) ? outputs.map(({ target }) => target) : []));
  return [...new Set([...paths, ...planned, ...written])];
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
