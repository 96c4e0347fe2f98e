import type { Recipe } from '../shared/recipe';
import type { Outcome, UndoReport, WorkerStatus } from '../shared/run';
import type { Plan } from './planner';
import type { PoolClient } from './poolClient';
import { lastUndoable, pruneRuns, RunFolder, type RunRecord, signOfLifeMs } from './runFolder';
import { type RunEnd, TaskRunner } from './taskRunner';

/** Rows are written to the report in lines of so many. */
const rowsPerLine = 500;

export interface RunOptions {
  /** From newRunId. */
  readonly id: string;
  readonly client: PoolClient;
  /** Folder that holds the runs. */
  readonly store: string;
  readonly recipe: Recipe;
  readonly title: string;
  readonly destination: string;
  readonly roots: readonly string[];
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  outcomes(outcomes: readonly Outcome[]): void;
  workers(workers: readonly WorkerStatus[]): void;
}

export type RunResult = RunEnd & { readonly folder: RunFolder };

/** The record of a run that starts now. */
function newRecord({ id, title, destination, roots }: RunOptions): RunRecord {
  return { id, title, destination, phase: 'running', pid: process.pid, undone: false, roots, elapsedSeconds: 0 };
}

/** Carries out a plan and keeps its record, report and journal in the store. Every source gets its outcome. */
export async function carryOut(plan: Plan, options: RunOptions): Promise<RunResult> {
  const { client, store, recipe, timeoutSeconds, signal } = options;
  const folder = await RunFolder.create(store, newRecord(options));
  const started = performance.now();
  for (let at = 0; at < plan.rows.length; at += rowsPerLine) folder.append({ rows: plan.rows.slice(at, at + rowsPerLine) });
  const outcomes = (batch: readonly Outcome[]) => {
    folder.append({ outcomes: batch });
    options.outcomes(batch);
  };
  if (plan.leftOut.length > 0) outcomes(plan.leftOut);
  const setup = { runId: folder.record.id, recipe, directory: folder.path, timeoutSeconds };
  const runner = new TaskRunner(client, setup, plan.tasks, { outcomes, workers: options.workers }, signal);
  const alive = setInterval(() => folder.touch(), signOfLifeMs);
  const end = await runner.run().finally(() => clearInterval(alive));
  const fault = await folder.close().then(() => undefined, reportFault);
  const message = end.state === 'stopped' ? end.message : fault;
  await folder
    .update({ phase: end.state, elapsedSeconds: (performance.now() - started) / 1000, ...(message !== undefined && { message }) })
    .catch(() => {});
  if (end.state !== 'finished' || runner.died) await sweepAfter(client, folder, plan);
  await pruneRuns(store).catch(() => {});
  return { ...end, folder };
}

/** The files are what they are even where the table of them could not be written. */
function reportFault(error: Error): string {
  return `The report of the run could not be written (${error.message}), so the table will not come back after a reload.`;
}

/** A process that died may have left temp files; a run that went well has none. */
async function sweepAfter(client: PoolClient, { record }: RunFolder, plan: Plan): Promise<void> {
  const targets = plan.tasks.flatMap(({ outputs }) => outputs.map(({ target }) => target));
  await client.hold({}, async () => (await client.remote()).sweep(record.id, targets)).catch(() => {});
}

/** Cleans up after runs whose process was killed: removes their temp files and marks them. */
export async function recoverRuns(client: PoolClient, store: string): Promise<void> {
  for (const run of await RunFolder.list(store)) {
    if (!run.interrupted) continue;
    const { rows } = await run.readReport();
    const targets = rows.flatMap((row) => row.targets);
    await client.hold({}, async () => (await client.remote()).sweep(run.record.id, targets));
    await run.update({ phase: 'interrupted', message: 'The window was closed while the run was going. What was made before is whole.' });
  }
}

/**
 * Undoes the newest run that can be undone; undefined when there is none.
 * @param id undoes it only if it is this run
 */
export async function undoLastRun(
  client: PoolClient,
  store: string,
  id?: string,
): Promise<{ report: UndoReport; folder: RunFolder } | undefined> {
  const folder = await lastUndoable(store);
  if (!folder || (id !== undefined && folder.record.id !== id)) return undefined;
  const report = await client.hold({}, async () => (await client.remote()).undo(folder.path));
  // What was edited since stays as it is however often this is tried; what failed for another reason can be tried again.
  if (report.refused.every(({ edited }) => edited)) await folder.update({ undone: true });
  return { report, folder };
}
