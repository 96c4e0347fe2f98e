import type { PlanRequest } from '../../shared/run/plan';
import { RunFolder, unstorable } from '../store/runFolder';
import { newRecord } from '../store/runRecord';
import { carryOut, type RunResult } from './carryOut';
import { claimFiles } from './claimFiles';
import type { Plan } from './requestPlan';
import type { RunContext } from './runContext';

/** A new run, with what its record says of it. */
export interface RunOptions extends RunContext {
  /** From newRunId. */
  readonly id: string;
  /** What the plan was made from. */
  readonly request: PlanRequest;
  readonly title: string;
  readonly destination: string;
  /** Working folder of the command line. */
  readonly startedIn?: string;
  /** Longest time that one file may take, in seconds. */
  readonly timeoutSeconds: number;
  /** Makes the plan again after another run has worked on its files. Undefined when the user no longer wants it. */
  replan?(): Promise<Plan | undefined>;
}

/** Executes a plan and keeps its record, report and journal in the store. Every source gets its outcome. */
export async function executePlan(first: Plan, options: RunOptions): Promise<RunResult> {
  const { id, store, title, destination, startedIn, request, timeoutSeconds } = options;
  const run = { id, title, destination, roots: request.roots, request, timeoutSeconds, ...(startedIn !== undefined && { startedIn }) };
  const folder = await RunFolder.create(store, { ...newRecord(run), phase: 'planning' });
  const plan = await folder
    .whileAlive(() => claimPlan(folder, first, options))
    .catch(async (error: Error) => {
      // Else it would seem to go on as long as this process lives.
      await folder.update({ phase: 'canceled' }).catch(() => {});
      throw error;
    });
  if (!plan) {
    await folder.update({ phase: 'canceled' });
    return { state: 'canceled', folder };
  }
  if (plan.leftOut.length > 0) {
    folder.report.appendOutcomes(plan.leftOut);
    options.outcomes(plan.leftOut);
  }
  const planned = { tasks: plan.tasks, all: plan.tasks, files: plan.rows.length, earlier: plan.leftOut };
  return carryOut(folder, planned, options);
}

/** Records a plan and claims its files. Plans again when another run worked on some of them meanwhile. */
async function claimPlan(folder: RunFolder, first: Plan, options: RunOptions): Promise<Plan | undefined> {
  let plan: Plan | undefined = first;
  while (plan) {
    const hasTask = new Set(plan.tasks.map(({ id }) => id));
    folder.report.appendTasks(plan.tasks);
    folder.report.appendRows(plan.rows.filter(({ id }) => !hasTask.has(id)));
    // Other runs and undos find in the report which files this one works on, and a sweep after a crash where its temp files are.
    await folder.report.flush().catch((error: Error) => {
      throw unstorable(options.store, error);
    });
    const hasWaited = await claimFiles(folder, options);
    if (!hasWaited || !options.replan) return plan;
    await folder.report.clear();
    plan = await options.replan();
  }
  return undefined;
}
