import * as l10n from '@vscode/l10n';
import type { Outcome, Task } from '../../shared/run/run';
import { carryOut, type PlannedTasks, type RunResult } from '../runs/carryOut';
import { claimFiles } from '../runs/claimFiles';
import type { RunContext } from '../runs/runContext';
import { RunFolder, StoreError } from '../store/runFolder';
import { type RunRecord, thisProcess } from '../store/runRecord';
import { isOver } from '../store/storedRuns';
import { withStoreLock } from '../store/storeLock';
import { undoState } from '../store/undoLock';

/** A run that ended before all of its files were processed, with what is left of it. */
export interface UnfinishedRun {
  readonly folder: RunFolder;
  readonly planned: PlannedTasks;
  /** How long the run took until then; 0 seconds where nobody knows it, since its process was killed. */
  readonly time: Pick<RunRecord, 'elapsedSeconds' | 'throughput'>;
}

/** Whether a file is left: it has no outcome, or was canceled with the run. */
function isLeft(outcome: Outcome | undefined): boolean {
  return outcome === undefined || outcome.status === 'canceled';
}

/**
 * What is left of a run. Its tasks are those of its plan; what a killed process had begun is judged by the journal.
 * Undefined for a run without a plan.
 */
export async function readUnfinished(folder: RunFolder): Promise<UnfinishedRun | undefined> {
  if (!folder.record.request || folder.record.undone) return undefined;
  const all = await folder.report.readTasks();
  const { rows, outcomes } = await folder.report.read();
  const byId = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
  const left = all.filter(({ id }) => isLeft(byId.get(id)));
  const tasks = left.map((task): Task => ({ ...task, attempt: task.attempt + 1 }));
  const earlier = outcomes.filter((outcome) => !isLeft(outcome));
  const { phase, elapsedSeconds, throughput } = folder.record;
  const isKilled = folder.interrupted || phase === 'interrupted';
  const time = isKilled ? { elapsedSeconds: 0 } : { elapsedSeconds, ...(throughput && { throughput }) };
  return { folder, planned: { tasks, all, files: rows.length, earlier }, time };
}

/**
 * Carries on with a run exactly where it ended, in the same folder: it remains one run for undo. A source that changed since the
 * plan fails.
 * @throws StoreError when another process carries on with it or has undone it
 */
export async function resumeRun({ folder, planned, time }: UnfinishedRun, context: RunContext): Promise<RunResult> {
  const { store, signal, waiting } = context;
  const { active, record: before } = folder;
  const takeOver = async () => {
    const now = await RunFolder.open(store, folder.record.id);
    const { record } = now;
    const isAsRead = record.pid === folder.record.pid;
    if (!isAsRead || !isOver(now) || record.undone || (await undoState(now.path)) === 'alive')
      throw new StoreError(l10n.t('"{0}" was resumed or undone by another window or command line.', record.title));
    await folder.update({ ...record, throughput: undefined, ...time, phase: 'planning', message: undefined, ...thisProcess() });
  };
  await withStoreLock(store, takeOver, { signal, waiting });
  await folder
    .whileAlive(() => claimFiles(folder, context))
    .catch(async (error: Error) => {
      // One that nobody could clean up after seemed to be in progress still.
      await folder.update({ phase: active ? 'interrupted' : before.phase, message: before.message }).catch(() => {});
      throw error;
    });
  return carryOut(folder, planned, context);
}
