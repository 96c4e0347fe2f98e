import { type Plan, requestPlan } from '../../client/runs/requestPlan';
import { resultsFolder } from '../../client/store/storeFolder';
import type { PlanRequest } from '../../shared/run/plan';
import { rootRules, walkRules, workspaceRoots } from '../host/settings';
import { confirmPlan } from '../prompts/confirmations';
import type { RunQueue } from './runQueue';
import type { RunRequest } from './runRequest';
import { scannedSentence } from './scannedSentence';

/** A plan that the user has agreed to, and the request that it answers. */
export interface ConfirmedPlan {
  readonly plan: Plan;
  readonly request: PlanRequest;
}

/** A plan with the request that it was made from. */
export interface PlannedRequest {
  readonly planRequest: PlanRequest;
  readonly plan: Plan;
}

/** The request to the pool process: the selection and the recipe, with the rules of the workspace. */
export function planRequest(
  { selection, recipe, restricted }: Pick<RunRequest, 'selection' | 'recipe' | 'restricted'>,
  runsFolder: string,
): PlanRequest {
  return {
    selection: selection.map(({ fsPath }) => fsPath),
    roots: workspaceRoots(),
    allowedFolders: [],
    recipe,
    ...(restricted && { restricted }),
    ...walkRules(selection[0]),
    rootRules: rootRules(),
    results: { folder: resultsFolder(runsFolder), include: false, force: false },
  };
}

/** Makes a plan and shows its rows. */
export async function makeShownPlan({ client, store }: RunQueue, request: PlanRequest, signal: AbortSignal): Promise<Plan> {
  const plan = await requestPlan(client, request, signal, {
    onScanned: (scanned, found) => store.setMessage(scannedSentence(scanned, found)),
  });
  store.setRows(plan.rows);
  return plan;
}

/**
 * Plans until there is nothing left to ask.
 * @param previewed the plan that the user has seen, which is not made again
 * @returns undefined when the user declined
 */
export async function makeConfirmedPlan(
  queue: RunQueue,
  request: PlanRequest,
  signal: AbortSignal,
  previewed?: Plan,
): Promise<ConfirmedPlan | undefined> {
  if (previewed) queue.store.setRows(previewed.rows);
  const plan = previewed ?? (await makeShownPlan(queue, request, signal));
  const answer = await queue.ask(() => confirmPlan(request, plan));
  if (answer === 'asPlanned') return { plan, request };
  return answer && makeConfirmedPlan(queue, answer, signal);
}
