import { recoverRuns } from '../../client/history/recoverRuns';
import { undoRun } from '../../client/history/undoLastRun';
import { lastRun, runInProgress, undoableRuns } from '../../client/store/storedRuns';
import { storeFolder } from '../../client/store/storeFolder';
import { describeRun, runName, type UndoableRun } from '../../client/store/undoableRun';
import { formatDate } from '../../shared/values/formatDate';
import { canAsk, isAgreed } from '../environment/ask';
import { exitCodes } from '../environment/exitCodes';
import { here } from '../environment/folders';
import type { PoolSession } from '../environment/poolSession';
import { UsageError } from '../environment/usageError';
import { tellWaiting } from '../output/tellWaiting';
import { printNoRun, printRuns, printUndone } from '../output/undoReport';

export interface UndoOptions {
  /** Undoes an older run without asking. */
  readonly yes?: boolean;
  /** Id of the run to undo. */
  readonly run?: string;
  readonly list?: boolean;
  /** Lists the runs of all folders. */
  readonly all?: boolean;
  /** Undoes only what was made of, or written to, these files. */
  readonly file?: readonly string[];
  readonly json?: boolean;
}

/** Prints the runs that can be undone, newest first. Returns the exit code. */
export async function listUndoable({ all, json = false }: UndoOptions): Promise<number> {
  printRuns(await undoableRuns(storeFolder(), all ? undefined : here()), json);
  return exitCodes.success;
}

/** @throws UsageError when the run cannot be undone */
function runWithId(runs: readonly UndoableRun[], id: string): UndoableRun {
  const run = runs.find((each) => each.id === id);
  if (!run) throw new UsageError(`there is no run ${id} that can be undone; "assetmill undo --list" shows the runs that can`);
  return run;
}

/**
 * Whether to undo a run, which the user expects only if no newer run ended since.
 * @throws UsageError when the user cannot be asked
 */
async function isConfirmed(run: UndoableRun, { yes }: UndoOptions, signal: AbortSignal): Promise<boolean> {
  const last = await lastRun(storeFolder(), here());
  if (yes || !last || last.record.id === run.id) return true;
  const { title, startedMs } = await describeRun(last);
  const fate = last.record.undone ? 'has already been undone' : 'changed nothing';
  const reason = `The last run, "${title}" of ${formatDate(startedMs)}, ${fate}.`;
  if (canAsk()) return isAgreed(`${reason}\nUndo the older run ${runName(run)}?`, signal);
  throw new UsageError(`${reason}\nTo undo the older run ${runName(run)}, add --yes or --run ${run.id}.`);
}

/**
 * Refuses to undo the last run that is over while a newer one is in progress, which is the one that the user means.
 * @throws UsageError
 */
async function refuseWhileRunning(store: string, run: UndoableRun | undefined): Promise<void> {
  const running = await runInProgress(store, here(), run?.id);
  if (!running) return;
  const text = `The run "${running.record.title}" is still in progress. Wait until it ends, then undo it.`;
  throw new UsageError(run ? `${text}\nTo undo the older run ${runName(run)} now, add --run ${run.id}.` : text);
}

/**
 * Undoes the run that the options name, or the most recent one that can be undone. Returns the exit code.
 * @throws UsageError when there is no such run, or when it is an older one and nobody can be asked
 */
export async function runUndo(options: UndoOptions, { client, signal }: PoolSession): Promise<number> {
  const json = options.json ?? false;
  const store = storeFolder();
  await recoverRuns(client, store, { signal, waiting: tellWaiting }).catch(() => {});
  signal.throwIfAborted();
  const runs = await undoableRuns(store, options.run === undefined ? here() : undefined);
  const run = options.run === undefined ? runs[0] : runWithId(runs, options.run);
  if (options.run === undefined) await refuseWhileRunning(store, run);
  if (!run) {
    printNoRun(json);
    return exitCodes.success;
  }
  if (options.run === undefined && !(await isConfirmed(run, options, signal))) {
    process.stdout.write('Nothing was undone.\n');
    return exitCodes.success;
  }
  if (!json) process.stdout.write(`Undoing ${runName(run)}...\n`);
  const { file: only } = options;
  const undoOptions = { isNewest: run === runs[0], signal, waiting: tellWaiting, ...(only && { only }) };
  const { report, warning } = await undoRun(client, store, run.folder, undoOptions);
  printUndone(run, report, json);
  if (warning !== undefined) process.stderr.write(`${warning}\n`);
  if (only && report.restored + report.removed + report.refused.length === 0) {
    const message = 'Nothing was undone: that run did not read or change the given files, or has already been undone.';
    process.stderr.write(`${message}\nName its run with --run; "assetmill undo --list" shows them.\n`);
    return exitCodes.someFailed;
  }
  return report.refused.length > 0 || warning !== undefined ? exitCodes.someFailed : exitCodes.success;
}
