import type { UndoableRun } from '../../client/store/undoableRun';
import type { UndoReport } from '../../shared/run/run';
import { formatDate } from '../../shared/values/formatDate';
import { fileCount, newFileCount, originalCount } from '../../shared/values/formatQuantity';
import { table } from './table';

/** What `assetmill undo` prints, as text or as JSON. */

/** A run that can be undone, as `undo --json` prints it. */
export interface ListedRun {
  readonly id: string;
  readonly title: string;
  readonly started: string;
  readonly files: number;
}

/** The result of an undo, as `undo --json` prints it. */
export interface UndoResult extends Omit<UndoReport, 'refused'> {
  readonly run: ListedRun | null;
  readonly refused: readonly { readonly path: string; readonly message: string }[];
}

function listed({ id, title, startedMs, files }: UndoableRun): ListedRun {
  return { id, title, started: new Date(startedMs).toISOString(), files };
}

function print(line: string | ListedRun | UndoResult): void {
  process.stdout.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
}

/** Prints the runs that can be undone. */
export function printRuns(runs: readonly UndoableRun[], json: boolean): void {
  if (json) for (const run of runs) print(listed(run));
  else if (runs.length === 0) printNoRun(json);
  else for (const line of table(runs.map((run) => [run.id, formatDate(run.startedMs), fileCount(run.files), run.title]))) print(line);
}

/** Says that no run can be undone. */
export function printNoRun(json: boolean): void {
  print(json ? { run: null, restored: 0, removed: 0, refused: [] } : 'There is no run to undo.');
}

/** Prints what an undo changed. Files that it left alone go to the error stream. */
export function printUndone(run: UndoableRun, { restored, removed, refused }: UndoReport, json: boolean): void {
  const messages = refused.map(({ path, message }) => ({ path, message }));
  if (json) {
    print({ run: listed(run), restored, removed, refused: messages });
    return;
  }
  print(`${originalCount(restored)} restored, ${newFileCount(removed)} removed.`);
  for (const { path, message } of messages) process.stderr.write(`${path}: ${message}\n`);
}
