import { dirname } from 'node:path';
import { recoverRuns } from '../../client/history/recoverRuns';
import { executePlan } from '../../client/runs/executePlan';
import { type Plan, requestPlan } from '../../client/runs/requestPlan';
import { newRunId } from '../../client/store/runRecord';
import { resultsFolder, storeFolder } from '../../client/store/storeFolder';
import type { Recipe } from '../../shared/recipe/recipe';
import { notProcessedText, resultsText, upToDateText } from '../../shared/run/leftOutTexts';
import type { PlanRequest } from '../../shared/run/plan';
import { newFileCount } from '../../shared/values/formatQuantity';
import { type ImageSelectionOptions, memoryBudgetOf, type PoolOptions } from '../args/commonOptions';
import type { DestinationOptions, ProfileOptions } from '../args/imageOptions';
import { exitCodes } from '../environment/exitCodes';
import { here, selectedFolders } from '../environment/folders';
import type { PoolSession } from '../environment/poolSession';
import { UsageError } from '../environment/usageError';
import { endOfRun } from '../output/endOfRun';
import { tellInterrupted } from '../output/interruptedRuns';
import { printOutdated } from '../output/printOutdated';
import { printPlan } from '../output/printPlan';
import { Reporter } from '../output/reporter';
import { tellWaiting } from '../output/tellWaiting';

export interface RecipeCall {
  /** Absolute paths of files and folders. */
  readonly paths: readonly string[];
  /** Outputs stay in one of these folders; by default those of the paths. */
  readonly roots?: readonly string[];
  readonly recipe: Recipe;
  /** Whether the recipe is from the settings of a folder, see `PlanRequest`. */
  readonly restricted?: boolean;
  readonly options: PoolOptions & ImageSelectionOptions & DestinationOptions & ProfileOptions;
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

function planRequest({ paths, roots = selectedFolders(paths), recipe, restricted, options }: RecipeCall): PlanRequest {
  const { ignore, includeResults = false, force = false } = options;
  return {
    selection: paths,
    roots,
    allowedFolders: namedFolders(options),
    recipe,
    excludeGlobs: [],
    useIgnoreFiles: ignore,
    ...(restricted && { restricted }),
    results: { folder: resultsFolder(storeFolder()), include: includeResults, force },
  };
}

/** Cleans up after runs that were killed, so that what they made is known to the plan, and tells of them. */
async function recover({ client, signal }: PoolSession): Promise<void> {
  const store = storeFolder();
  // An older run that cannot be cleaned up does not prevent this one.
  await recoverRuns(client, store, { signal, waiting: tellWaiting }).catch(() => {});
  await tellInterrupted(store, here());
}

/** @throws UsageError when the plan cannot run */
async function makePlan(request: PlanRequest, { client, signal }: PoolSession): Promise<Plan> {
  const plan = await requestPlan(client, request, signal);
  const error = planError(plan);
  if (error !== undefined) throw new UsageError(error);
  return plan;
}

/**
 * Processes images by a recipe, or prints what would be done.
 * @returns the exit code
 * @throws UsageError when the plan cannot run
 */
export async function runRecipe(call: RecipeCall, session: PoolSession): Promise<number> {
  const { options } = call;
  const json = options.json ?? false;
  const request = planRequest(call);
  await recover(session);
  const plan = await makePlan(request, session);
  if (options.check) return printOutdated(plan, json);
  if (options.dryRun) {
    printPlan(plan, json);
    return exitCodes.success;
  }
  return runPlan(plan, { request, title: call.recipe.name, timeoutSeconds: options.timeout, ...memoryBudgetOf(options), json }, session);
}

/** How to carry out a plan. */
interface PlannedCall {
  readonly request: PlanRequest;
  readonly title: string;
  readonly timeoutSeconds: number;
  /** In bytes. */
  readonly memoryBudget?: number;
  readonly json: boolean;
}

/** Carries out a plan and prints what happens. Returns the exit code. */
export async function runPlan(plan: Plan, { json, ...call }: PlannedCall, session: PoolSession): Promise<number> {
  const { client, signal } = session;
  const store = storeFolder();
  const reporter = new Reporter(plan.rows.length, { json });
  const result = await executePlan(plan, {
    id: newRunId(),
    client,
    store,
    ...call,
    destination: '',
    startedIn: process.cwd(),
    signal,
    outcomes: (outcomes) => reporter.outcomes(outcomes),
    workers: (workers) => reporter.workers(workers),
    waiting: (reason) => reporter.note(reason),
    replan: () => makePlan(call.request, session),
  });
  return endOfRun(reporter, result, json ? [] : remarks(plan));
}

/** What to know about the files that a plan leaves out. */
function remarks({ summary }: Plan): (string | undefined)[] {
  const withOption = (sentence: string | undefined, option: string) => sentence && `${sentence} ${option}`;
  return [
    withOption(notProcessedText(summary), '--dry-run lists them.'),
    withOption(resultsText(summary), '--include-results processes them, too.'),
    withOption(upToDateText(summary), '--force makes their outputs again.'),
  ];
}
