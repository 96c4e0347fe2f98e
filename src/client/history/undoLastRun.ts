import * as l10n from '@vscode/l10n';
import type { UndoReport } from '../../shared/run/run';
import type { PoolClient } from '../pool/poolClient';
import { runOnFiles } from '../runs/claimFiles';
import { type RunFolder, StoreError } from '../store/runFolder';
import { lastUndoable, type Place } from '../store/storedRuns';
import { whileUndoing } from '../store/undoLock';

/** What an undo did, and the run that it undid. */
export interface UndoneRun {
  readonly report: UndoReport;
  readonly folder: RunFolder;
  /** What to know about the undo, as sentences: that it could not be recorded. */
  readonly warning?: string;
}

export interface UndoOptions {
  /** Whether no newer run can be undone. */
  readonly isNewest: boolean;
  /** Undoes only what was made of, or written to, these files. */
  readonly only?: readonly string[];
}

/** @throws StoreError when another run works on the files */
async function refuseBusyFiles(store: string, { report, record }: RunFolder): Promise<void> {
  const paths = async () => {
    const all = new Set<string>();
    for await (const path of report.paths()) all.add(path);
    return all;
  };
  const other = await runOnFiles(store, record.id, paths);
  if (!other) return;
  throw new StoreError(l10n.t('"{0}" works on some of these files. Wait for its end, or cancel it, and undo again.', other.record.title));
}

/** Files with the outputs of those that are sources: the journal does not name a source that is only read. */
async function withOutputs({ report }: RunFolder, files: readonly string[]): Promise<string[]> {
  const wanted = new Set(files);
  const { rows, outcomes } = await report.read();
  const planned = rows.flatMap(({ source, targets }) => (wanted.has(source) ? targets : []));
  const written = outcomes.flatMap(({ source, outputs }) => (wanted.has(source) ? outputs.map(({ target }) => target) : []));
  return [...new Set([...files, ...planned, ...written])];
}

/**
 * Undoes a run, which need not be the newest: files that a newer run changed are refused, and can be undone after that run.
 * @throws StoreError when another run works on the files, or another process is undoing the run
 */
export async function undoRun(client: PoolClient, store: string, folder: RunFolder, { isNewest, only }: UndoOptions): Promise<UndoneRun> {
  await refuseBusyFiles(store, folder);
  const paths = only && (await withOutputs(folder, only));
  const undo = () => client.runExclusive({}, async () => (await client.remote()).undo(folder.path, paths));
  const report = await whileUndoing(folder.path, undo);
  const { restored, removed, refused } = report;
  if (only) return { report, folder };
  // Refused files can be undone later. When another attempt cannot change anything, the run must not block older ones.
  const stuck = isNewest && restored + removed === 0 && refused.every(({ edited }) => edited);
  const warning = refused.length === 0 || stuck ? await recordUndo(folder) : undefined;
  return { report, folder, ...(warning !== undefined && { warning }) };
}

/** @returns why the record of the run cannot say that it was undone */
function recordUndo(folder: RunFolder): Promise<string | undefined> {
  return folder.setUndone().then(
    () => undefined,
    (error: Error) =>
      l10n.t('The run was undone, but it is still listed as one that can be undone. Undoing it again changes nothing. {0}', error.message),
  );
}

/**
 * Undoes the newest run of a place that can be undone.
 * @param id undo only this run, if it is the newest
 * @returns undefined when there is no such run
 */
export async function undoLastRun(client: PoolClient, store: string, place: Place, id?: string): Promise<UndoneRun | undefined> {
  const last = await lastUndoable(store, place);
  if (!last || (id !== undefined && last.id !== id)) return undefined;
  return undoRun(client, store, last.folder, { isNewest: true });
}
