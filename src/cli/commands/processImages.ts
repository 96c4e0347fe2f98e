import type { PoolClient } from '../../client/pool/poolClient';
import { executePlan } from '../../client/runs/executePlan';
import { recoverRuns } from '../../client/runs/recoverRuns';
import { type Plan, requestPlan } from '../../client/runs/requestPlan';
import { newRunId } from '../../client/runs/runRecord';
import { undoLastRun } from '../../client/runs/undoLastRun';
import type { Recipe } from '../../shared/recipe/recipe';
import type { PlanRequest } from '../../shared/run/plan';
import { newFileCount, originalCount } from '../../shared/values/formatQuantity';
import type { Call, CommonOptions } from '../args/parseCall';
import { exitCodes } from '../environment/exitCodes';
import { rootOf, storeFolder } from '../environment/folders';
import { readProfile, recipeOf } from '../environment/profileFile';
import { UsageError } from '../environment/usageError';
import { printPlan, Reporter } from '../output/reporter';

/** The commands that make images of images, and the one that takes them back. */

/** A call for one operation, or for a profile. */
type ProcessCall = Extract<Call, { command: 'process' | 'run' }>;

function recipeOfCall(call: ProcessCall): Recipe {
  if (call.command === 'process') return recipeOf(call.name, call.profile, call.name);
  const [first] = call.paths;
  return readProfile(call.profileName, first === undefined ? process.cwd() : rootOf(first), call.settings, call.changes);
}

/** What the plan says that needs another call: nothing was written then. */
function planError({ summary }: Plan): string | undefined {
  if (summary.errors.length > 0) return summary.errors.map(({ path, message }) => `${path}: ${message}`).join('\n');
  if (summary.clashCount === 0) return undefined;
  const shown = summary.clashes.slice(0, 5).map(({ target, sources }) => `  ${target} <- ${sources.join(', ')}`);
  return `${newFileCount(summary.clashCount)} would be made from several sources; nothing was written:\n${shown.join('\n')}\nUse --conflict unique, or a --name with {ext} or {relativeDir}.`;
}

/** Processes images, or says what would be done. */
export async function processImages(call: ProcessCall, client: PoolClient, signal: AbortSignal): Promise<number> {
  const recipe = recipeOfCall(call);
  const roots = [...new Set(call.paths.map(rootOf))];
  const request: PlanRequest = requestOf(call, recipe, roots);
  const plan = await requestPlan(client, request, signal);
  const error = planError(plan);
  if (error !== undefined) throw new UsageError(error);
  if (call.dryRun) {
    printPlan(plan, call.json);
    return exitCodes.well;
  }
  // What cannot be cleaned up does not stand in the way of another run.
  await recoverRuns(client, storeFolder()).catch(() => {});
  const reporter = new Reporter(plan.rows.length, { json: call.json });
  const result = await executePlan(plan, {
    id: newRunId(),
    client,
    store: storeFolder(),
    recipe,
    title: recipe.name,
    destination: '',
    roots,
    timeoutSeconds: call.timeoutSeconds,
    signal,
    outcomes: (outcomes) => reporter.outcomes(outcomes),
    workers: (workers) => reporter.workers(workers),
  });
  const { state, counts } = reporter.end(result);
  const { message } = result.folder.record;
  if (state === 'finished' && message !== undefined) process.stderr.write(`${message}\n`);
  return state !== 'finished' || counts.failed > 0 || message !== undefined ? exitCodes.someFailed : exitCodes.well;
}

function requestOf(call: CommonOptions, recipe: Recipe, roots: readonly string[]): PlanRequest {
  return {
    selection: call.paths,
    roots,
    allowedFolders: call.allowOutside,
    recipe,
    excludeGlobs: [],
    useIgnoreFiles: call.useIgnoreFiles,
  };
}

/** Takes back the last run. */
export async function undo(client: PoolClient): Promise<number> {
  await recoverRuns(client, storeFolder()).catch(() => {});
  const undone = await undoLastRun(client, storeFolder());
  if (!undone) {
    process.stdout.write('There is no run to undo.\n');
    return exitCodes.well;
  }
  const { restored, removed, refused } = undone.report;
  process.stdout.write(`${originalCount(restored)} restored, ${newFileCount(removed)} removed.\n`);
  for (const { path, message } of refused) process.stderr.write(`${path}: ${message}\n`);
  return refused.length > 0 ? exitCodes.someFailed : exitCodes.well;
}
