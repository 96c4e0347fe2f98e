import * as l10n from '@vscode/l10n';
import type { UndoReport, UndoScope } from '../../shared/run/run';
import { systemCause } from '../../shared/values/systemCause';
import type { PoolClient } from '../pool/poolClient';
import { ExitError } from '../pool/poolErrors';
import { busyRunOnFiles, filesOf } from '../runs/busyRuns';
import { sweepRun } from '../runs/sweepRun';
import { RunFolder, StoreError } from '../store/runFolder';
import type { WholeReport } from '../store/runReport';
import { isOver, lastUndoable, type Place } from '../store/storedRuns';
import { type StoreLockOptions, withStoreLock } from '../store/storeLock';
import { tasksInJournal } from '../store/undoableRun';
import { beginUndo, type Undoing } from '../store/undoLock';

/** What an undo did, and the run that it undid. */
export interface UndoneRun {
  readonly report: UndoReport;
  readonly folder: RunFolder;
  /** Ids of the files that were undone, of a run that was not undone as a whole. */
  readonly undone: readonly number[];
  /** What to know about the undo, as sentences: that it could not be recorded. */
  readonly warning?: string;
}

const emptyReport: WholeReport = { rows: [], outcomes: [], undone: new Set() };

/** What is undone. */
export interface UndoOptions extends Pick<StoreLockOptions, 'signal' | 'waiting'> {
  /** Whether no newer run can be undone. */
  readonly isNewest: boolean;
  /** Undoes only what was made of, or written to, these files. */
  readonly only?: readonly string[];
}

/**
 * Takes the lock of an undo while no run can start or be resumed.
 * @throws StoreError when a run works on the files, another undo changes them, or the run itself has gone on or is gone
 */
async function begin(store: string, { record, path }: RunFolder): Promise<Undoing> {
  const now = await RunFolder.open(store, record.id).catch(() => undefined);
  if (!now) throw new StoreError(l10n.t('"{0}" is no longer in the history.', record.title));
  if (!isOver(now)) throw new StoreError(l10n.t('"{0}" is in progress. Wait until it finishes or cancel it, then undo it.', record.title));
  const busy = await busyRunOnFiles(store, now);
  if (!busy) return beginUndo(path);
  const { title } = busy.run.record;
  throw new StoreError(
    busy.isUndo
      ? l10n.t('"{0}" is being undone, which changes some of these files. Wait until that finishes, then try again.', title)
      : l10n.t('"{0}" is working on some of these files. Wait until it finishes or cancel it, then try again.', title),
  );
}

/** Files with the outputs of those that are sources: the journal does not name a source that is only read. */
function withOutputs({ rows, outcomes }: WholeReport, files: readonly string[]): string[] {
  const wanted = new Set(files);
  const planned = rows.flatMap(({ source, targets, candidates = [] }) => (wanted.has(source) ? [...targets, ...candidates] : []));
  const written = outcomes.flatMap(({ source, outputs }) => (wanted.has(source) ? outputs.map(({ target }) => target) : []));
  return [...new Set([...files, ...planned, ...written])];
}

/**
 * The ids of the files of a run that an undo has undone: those that have outputs, of which none was refused.
 * @param only paths that were to be undone, or all
 */
function undoneFiles({ outcomes, undone }: WholeReport, only: readonly string[] | undefined, refused: UndoReport['refused']): number[] {
  const wanted = only && new Set(only);
  const refusedPaths = new Set(refused.map(({ path }) => path));
  const ids: number[] = [];
  for (const { id, source, outputs } of outcomes) {
    if (outputs.length === 0 || undone.has(id)) continue;
    const paths = [source, ...outputs.map(({ target }) => target)];
    const isWanted = !wanted || paths.some((path) => wanted.has(path));
    if (isWanted && !paths.some((path) => refusedPaths.has(path))) ids.push(id);
  }
  return ids;
}

/** Whether nothing of a finished run is left after some of its files were undone. One that did not finish can go on. */
async function isUndoneByFile(folder: RunFolder, undone: readonly number[]): Promise<boolean> {
  if (folder.record.phase !== 'finished') return false;
  const known = new Set(undone);
  return (await tasksInJournal(folder)).every((task) => known.has(task));
}

/** Removes what an undo left whose process has ended. If that is not possible now, the next start does it. */
async function sweepUndo(client: PoolClient, folder: RunFolder, undoing: Undoing): Promise<void> {
  const paths = [...(await filesOf(folder))];
  if (!(await client.runExclusive({}, () => sweepRun(client, folder, paths)))) await undoing.abandon();
}

/**
 * Undoes a run, which need not be the newest: files that a newer run changed are refused, and can be undone after that run.
 * @throws StoreError when a run or another undo works on the files, PoolError when the process ends, the reason of the signal when it is
 * raised before the undo begins
 */
export async function undoRun(client: PoolClient, store: string, folder: RunFolder, options: UndoOptions): Promise<UndoneRun> {
  const { isNewest, only, signal, waiting } = options;
  const undoing = await withStoreLock(store, () => begin(store, folder), { optional: true, signal, waiting });
  return undoing.whileAlive(async () => {
    // The undo of a whole run does not need its report, which may be damaged.
    const before = await folder.report.read().catch((error) => {
      if (only) throw error;
      return emptyReport;
    });
    const paths = only && withOutputs(before, only);
    const scope: UndoScope = { ...(paths && { only: paths }), undone: [...before.undone] };
    const undo = async () => (await client.remote()).undo(folder.path, scope);
    const report = await client.runExclusive({}, undo).catch(async (error) => {
      if (error instanceof ExitError) await sweepUndo(client, folder, undoing).catch(() => {});
      throw error;
    });
    const { restored, removed, refused } = report;
    // Refused files can be undone later. When another attempt cannot change anything, the run must not block older ones.
    const stuck = isNewest && restored + removed === 0 && refused.every(({ edited }) => edited);
    const undone = undoneFiles(before, paths, refused);
    const isWhole = only ? await isUndoneByFile(folder, [...before.undone, ...undone]) : refused.length === 0 || stuck;
    const ids = isWhole ? [] : undone;
    const warning = isWhole ? await recordUndo(folder) : await recordUndone(folder, ids, before.undone.size);
    return { report, folder, undone: ids, ...(warning !== undefined && { warning }) };
  });
}

/**
 * @param before number of files that were undone before
 * @returns why the report of the run cannot say which of its files were undone
 */
async function recordUndone(folder: RunFolder, ids: readonly number[], before: number): Promise<string | undefined> {
  if (ids.length === 0) return undefined;
  const { report } = folder;
  report.appendUndone(ids);
  try {
    await report.close();
  } catch (error) {
    return l10n.t('The files were undone, but the run still lists their outputs. {0}', systemCause(error as Error));
  }
  // Only the history shows it; the report is what counts.
  await folder.update({ undoneFiles: before + ids.length }).catch(() => {});
  return undefined;
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
