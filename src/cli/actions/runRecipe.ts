import { dirname } from 'node:path';
import { executePlan } from '../../client/runs/executePlan';
import { recoverRuns } from '../../client/runs/recoverRuns';
import { type Plan, requestPlan } from '../../client/runs/requestPlan';
import { newRunId } from '../../client/runs/runRecord';
import type { Recipe } from '../../shared/recipe/recipe';
import { notProcessedText } from '../../shared/run/notProcessed';
import { newFileCount } from '../../shared/values/formatQuantity';
import { memoryBudgetOf, type PoolOptions, type SelectionOptions } from '../args/commonOptions';
import type { DestinationOptions, ProfileOptions } from '../args/imageOptions';
import { exitCodes } from '../environment/exitCodes';
import { selectedFolders, storeFolder } from '../environment/folders';
import type { PoolSession } from '../environment/poolSession';
import { UsageError } from '../environment/usageError';
import { printPlan } from '../output/printPlan';
import { Reporter } from '../output/reporter';

export interface RecipeCall {
  /** Absolute paths of files and folders. */
  readonly paths: readonly string[];
  readonly recipe: Recipe;
  readonly options: PoolOptions & SelectionOptions & DestinationOptions & ProfileOptions;
}

const shownClashes = 5;

/** Why a plan cannot run; nothing was written in that case. */
function planError({ summary }: Plan): string | undefined {
  if (summary.errors.length > 0) return summary.errors.map(({ path, message }) => `${path}: ${message}`).join('\n');
  if (summary.clashCount === 0) return undefined;
  const lines = summary.clashes.slice(0, shownClashes).map(({ target, sources }) => `  ${target} <- ${sources.join(', ')}`);
  return `${newFileCount(summary.clashCount)} would have several sources; nothing was written:\n${lines.join('\n')}\nUse --conflict unique, or a --name with {ext} or {relativeDir}.`;
}

/** Folders that the call itself names: outputs may be written there, wherever they are. */
function namedFolders({ out, manifest, markup, allowOutside = [] }: RecipeCall['options']): string[] {
  const lists = [manifest, markup].flatMap((file) => (file === undefined ? [] : [dirname(file)]));
  return [...allowOutside, ...(out === undefined ? [] : [out]), ...lists];
}

function planCall({ paths, recipe, options }: RecipeCall, roots: readonly string[], { client, signal }: PoolSession): Promise<Plan> {
  const allowedFolders = namedFolders(options);
  return requestPlan(client, { selection: paths, roots, allowedFolders, recipe, excludeGlobs: [], useIgnoreFiles: options.ignore }, signal);
}

/**
 * Processes images by a recipe, or prints what would be done.
 * @returns the exit code
 * @throws UsageError when the plan cannot run
 */
export async function runRecipe(call: RecipeCall, session: PoolSession): Promise<number> {
  const { client, signal } = session;
  const { recipe, options } = call;
  const roots = selectedFolders(call.paths);
  const plan = await planCall(call, roots, session);
  const error = planError(plan);
  if (error !== undefined) throw new UsageError(error);
  const json = options.json ?? false;
  if (options.dryRun) {
    printPlan(plan, json);
    return exitCodes.success;
  }
  // An older run that cannot be cleaned up does not prevent this one.
  await recoverRuns(client, storeFolder()).catch(() => {});
  const reporter = new Reporter(plan.rows.length, { json });
  const result = await executePlan(plan, {
    id: newRunId(),
    client,
    store: storeFolder(),
    recipe,
    title: recipe.name,
    destination: '',
    roots,
    timeoutSeconds: options.timeout,
    ...memoryBudgetOf(options),
    signal,
    outcomes: (outcomes) => reporter.outcomes(outcomes),
    workers: (workers) => reporter.workers(workers),
  });
  const { state, counts } = reporter.end(result);
  const foreign = json ? undefined : notProcessedText(plan.summary);
  if (foreign !== undefined) process.stderr.write(`${foreign} --dry-run lists them.\n`);
  const { message } = result.folder.record;
  if (state === 'finished' && message !== undefined) process.stderr.write(`${message}\n`);
  return state !== 'finished' || counts.failed > 0 || message !== undefined ? exitCodes.someFailed : exitCodes.success;
}
