import { existsSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { outcomeOf } from '../../shared/run/outcome';
import type { Outcome } from '../../shared/run/run';
import { fileCount, formatBytes } from '../../shared/values/formatQuantity';
import type { PoolClient } from '../pool/poolClient';
import { type PlanRow, pruneRuns, RunFolder, type RunRecord, signOfLifeMs } from '../runs/runFolder';
import { slices } from '../runs/runner';
import type { GroupedFile } from './findDuplicates';
import { type TrashEvents, type TrashGroup, type TrashReport, trashGroups } from './trash';

/** Moves files into the folder of a run of their own, where there is no trash: undo brings them back. */

export interface StoreOptions extends Omit<TrashEvents, 'discard'> {
  /** From newRunId. */
  readonly id: string;
  readonly client: PoolClient;
  /** Folder that holds the runs. */
  readonly store: string;
  readonly title: string;
  readonly roots: readonly string[];
}

type Row = PlanRow & { readonly file: GroupedFile };

function newRecord({ id, title, roots }: StoreOptions): RunRecord {
  const destination = l10n.t("into Assetmill's storage");
  return { id, kind: 'duplicates', title, destination, phase: 'running', pid: process.pid, undone: false, roots, elapsedSeconds: 0 };
}

/** The files that go as rows, in path order. */
function rowsOf(groups: readonly TrashGroup[]): Row[] {
  const files = groups.flatMap(({ going }) => going).sort((a, b) => (a.path < b.path ? -1 : 1));
  return files.map((file, id) => {
    const { path: source, bytes, width = 0, height = 0 } = file;
    return { file, id, source, bytes, width, height, cost: bytes, targets: [] };
  });
}

function rowOutcome({ width, height, ...row }: Row, result: Pick<Outcome, 'status' | 'message'>): Outcome {
  return outcomeOf({ ...row, header: { width, height } }, result);
}

/** Has files moved into the folder of a run by the pool process. */
function discardInto({ path: directory }: RunFolder, client: PoolClient): TrashEvents['discard'] {
  let tasks = 0;
  return async (path, kept) => {
    const task = tasks++;
    const { remote } = await client.process('files');
    const error = await remote.moveToStorage(directory, task, path, kept).catch((error: Error) => {
      // A process that died may have moved the file before: then the journal has it.
      if (existsSync(path)) throw error;
    });
    if (error !== undefined) throw new Error(error);
  };
}

/** What the run came to, as a sentence. */
export function storedSentence({ moved }: TrashReport): string {
  if (moved.length === 0) return l10n.t("Nothing was moved to Assetmill's storage.");
  const bytes = moved.reduce((sum, file) => sum + file.bytes, 0);
  return l10n.t("Moved to Assetmill's storage: {0} ({1}).", fileCount(moved.length), formatBytes(bytes));
}

/**
 * Moves files out of their places into the store, as a run that undo takes back. They stay there until the store is pruned.
 * @throws StoreError where the store cannot be written: nothing was moved then
 */
export async function storeGroups(groups: readonly TrashGroup[], options: StoreOptions): Promise<TrashReport> {
  const { client, store, progress, signal } = options;
  const folder = await RunFolder.create(store, newRecord(options));
  const started = performance.now();
  const rows = new Map(rowsOf(groups).map((row) => [row.file, row]));
  for (const some of slices([...rows.values()])) folder.append({ rows: some.map(({ file: _, ...row }) => row) });
  const ended = (file: GroupedFile, error?: string) => {
    const row = rows.get(file);
    const end = error === undefined ? ({ status: 'done' } as const) : ({ status: 'skipped', message: error } as const);
    if (row) folder.append({ outcomes: [rowOutcome(row, end)] });
    rows.delete(file);
    progress?.(file, error);
  };
  const events = { discard: discardInto(folder, client), progress: ended, ...(signal && { signal }) };
  const alive = setInterval(() => folder.touch(), signOfLifeMs);
  const report = await client.hold({}, () => trashGroups(groups, events)).finally(() => clearInterval(alive));
  const rest = [...rows.values()].map((row) =>
    rowOutcome(row, { status: 'canceled', message: l10n.t('Not moved: the run ended before.') }),
  );
  for (const outcomes of slices(rest)) folder.append({ outcomes });
  // The table and the record are to be looked at; what undo needs is in the journal.
  await folder.close().catch(() => {});
  const end = { phase: signal?.aborted ? 'canceled' : 'finished', message: storedSentence(report) } as const;
  await folder.update({ ...end, elapsedSeconds: (performance.now() - started) / 1000 }).catch(() => {});
  await pruneRuns(store).catch(() => {});
  return report;
}
