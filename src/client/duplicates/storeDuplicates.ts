import { existsSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { outcomeOf } from '../../shared/run/outcome';
import type { Outcome } from '../../shared/run/run';
import { fileCount, formatBytes } from '../../shared/values/formatQuantity';
import type { PoolClient } from '../pool/poolClient';
import { claimFiles } from '../runs/claimFiles';
import { pruneRuns } from '../runs/pruneRuns';
import { RunFolder, unstorable } from '../store/runFolder';
import { newRecord } from '../store/runRecord';
import type { PlanRow } from '../store/runReport';
import type { GroupedFile } from './fileGroup';
import { type RemovalEvents, type RemovalGroup, type RemovalReport, removeDuplicates } from './removeDuplicates';

export interface StoreDuplicatesOptions extends Omit<RemovalEvents, 'discard'> {
  /** From newRunId. */
  readonly id: string;
  readonly client: PoolClient;
  /** Folder that holds the runs. */
  readonly store: string;
  readonly title: string;
  readonly roots: readonly string[];
}

/** The row of a file to move. */
type StoredRow = PlanRow & { readonly file: GroupedFile };

/** The files to move as rows, sorted by path. */
function rowsOf(groups: readonly RemovalGroup[]): StoredRow[] {
  const files = groups.flatMap(({ removable }) => removable).sort((a, b) => (a.path < b.path ? -1 : 1));
  return files.map((file, id) => {
    const { path: source, bytes, width = 0, height = 0 } = file;
    return { file, id, source, bytes, width, height, cost: bytes, targets: [] };
  });
}

function rowOutcome({ width, height, ...row }: StoredRow, result: Pick<Outcome, 'status' | 'message'>): Outcome {
  return outcomeOf({ ...row, header: { width, height } }, result);
}

/** Has the pool process move files into the folder of a run. */
function discardInto({ path: directory }: RunFolder, client: PoolClient): RemovalEvents['discard'] {
  let tasks = 0;
  return async (path, kept) => {
    const task = tasks++;
    const { remote } = await client.process('files');
    const error = await remote.moveToStorage(directory, task, path, kept).catch((error: Error) => {
      // A process that died may have moved the file before that: then the journal lists it.
      if (existsSync(path)) throw error;
    });
    if (error !== undefined) throw new Error(error);
  };
}

/** The result of the run, as a sentence. */
export function storedSentence({ moved }: RemovalReport): string {
  if (moved.length === 0) return l10n.t("Nothing was moved to Assetmill's storage.");
  const bytes = moved.reduce((sum, file) => sum + file.bytes, 0);
  return l10n.t("Moved to Assetmill's storage: {0} ({1}).", fileCount(moved.length), formatBytes(bytes));
}

/**
 * Moves duplicates into the folder of a new run, for hosts without a trash. Undo restores them until the run is pruned.
 * @throws StoreError when the store cannot be written: nothing was moved then
 */
export async function storeDuplicates(groups: readonly RemovalGroup[], options: StoreDuplicatesOptions): Promise<RemovalReport> {
  const { id, client, store, title, roots, progress, signal } = options;
  const record = newRecord({ id, kind: 'duplicates', title, destination: l10n.t("into Assetmill's storage"), roots });
  const folder = await RunFolder.create(store, { ...record, phase: 'planning' });
  const started = performance.now();
  const rows = new Map(rowsOf(groups).map((row) => [row.file, row]));
  folder.report.appendRows([...rows.values()].map(({ file: _, ...row }) => row));
  const ended = (file: GroupedFile, error?: string) => {
    const row = rows.get(file);
    const end = error === undefined ? ({ status: 'done' } as const) : ({ status: 'skipped', message: error } as const);
    if (row) folder.report.appendOutcomes([rowOutcome(row, end)]);
    rows.delete(file);
    progress?.(file, error);
  };
  const events = { discard: discardInto(folder, client), progress: ended, ...(signal && { signal }) };
  const move = async () => {
    // Other runs find in the report which files this one works on.
    await folder.report.flush().catch((error: Error) => {
      throw unstorable(store, error);
    });
    // Another run may be reading or writing one of the files.
    await claimFiles(folder, { store, signal: signal ?? new AbortController().signal });
    return client.runExclusive({}, () => removeDuplicates(groups, events));
  };
  const report = await folder.whileAlive(move).catch(async (error: Error) => {
    // Else it would seem to go on as long as this process lives.
    await folder.setEnded({ phase: 'canceled' }).catch(() => {});
    throw error;
  });
  const message = l10n.t('Not moved: the run ended first.');
  folder.report.appendOutcomes([...rows.values()].map((row) => rowOutcome(row, { status: 'canceled', message })));
  // The report and the record are only for display; undo needs nothing but the journal.
  await folder.report.close().catch(() => {});
  const end = { phase: signal?.aborted ? 'canceled' : 'finished', message: storedSentence(report) } as const;
  await folder.setEnded({ ...end, elapsedSeconds: (performance.now() - started) / 1000 }).catch(() => {});
  await pruneRuns(client, store).catch(() => {});
  return report;
}
