import { type PlannedInspection, planSize } from '../../client/runs/inspectionPlan';
import { runInspection } from '../../client/runs/runInspection';
import type { RunEnd } from '../../client/runs/taskRunner';
import type { InspectRequest } from '../../shared/run/inspection';
import type { ReadFiles } from '../../shared/run/readFiles';
import type { Outcome } from '../../shared/run/run';
import { type InspectCommandOptions, memoryBudgetOf, type PoolOptions } from '../args/commonOptions';
import { selectedFolders } from '../environment/folders';
import type { PoolSession } from '../environment/poolSession';
import { Reporter, type ReportOptions } from '../output/reporter';

/** What the commands share that inspect files and write none of them. */

/** The part of a plan's request that comes from the command line. */
export function inspectSelection(paths: readonly string[], options: InspectCommandOptions): Omit<InspectRequest, 'inspection'> {
  const { include = [], exclude = [], ignore, order } = options;
  return { selection: paths, roots: selectedFolders(paths), include, exclude, excludeGlobs: [], useIgnoreFiles: ignore, order };
}

export interface InspectedFiles {
  readonly end: RunEnd;
  /** In path order. */
  readonly outcomes: readonly Outcome[];
  readonly reporter: Reporter;
}

export interface InspectAndReportOptions extends Pick<PoolOptions, 'timeout' | 'json' | 'memory'>, Omit<ReportOptions, 'json' | 'bytes'> {
  readonly cacheFolder?: string | undefined;
  /** Whether the outcomes leave out the files that were read while planning, which the plan has in columns. */
  readonly leavesRead?: boolean;
}

/** Runs a plan and reports its progress. The caller prints the end. */
export async function inspectAndReport(
  plan: PlannedInspection,
  options: InspectAndReportOptions,
  { client, signal }: PoolSession,
): Promise<InspectedFiles> {
  const { timeout, memory, json = false, cacheFolder, leavesRead = false, ...report } = options;
  const { files, bytes } = planSize(plan);
  const outcomes: Outcome[] = [];
  const reporter = new Reporter(files, { ...report, json, bytes: plan.inspection.kind === 'check' ? 0 : bytes });
  const runOptions = {
    client,
    signal,
    timeoutSeconds: timeout,
    ...memoryBudgetOf({ memory }),
    ...(cacheFolder !== undefined && { cacheFolder }),
  };
  const end = await runInspection(plan, runOptions, {
    outcomes: (batch) => {
      for (const outcome of batch) outcomes.push(outcome);
      reporter.outcomes(batch);
    },
    workers: (workers) => reporter.workers(workers),
    ...(leavesRead && { read: (files: ReadFiles) => reporter.read(files) }),
  });
  reporter.clear();
  outcomes.sort((a, b) => a.id - b.id);
  return { end, outcomes, reporter };
}

/** Prints why a run did not finish. */
export function printEarlyEnd(end: RunEnd): void {
  if (end.state === 'canceled') process.stderr.write('Canceled.\n');
  if (end.state === 'stopped') process.stderr.write(`${end.message}\n`);
}
