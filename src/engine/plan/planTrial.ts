import type { PlanEntry, PlanRequest } from '../../shared/run/plan';
import { planProcessing } from './planProcessing';
import type { ProbingElsewhere } from './probedFiles';

/**
 * Plans an image to try as a run does, in the pool process: planning needs the schema, which worker threads do not load.
 * @returns undefined if the plan finds no image
 */
export async function planTrial(plan: PlanRequest, elsewhere?: ProbingElsewhere): Promise<PlanEntry | undefined> {
  const entries: PlanEntry[] = [];
  const send = async (some: readonly PlanEntry[]) => void entries.push(...some);
  await planProcessing(plan, { send, ...(elsewhere && { elsewhere }) }, new AbortController().signal);
  return entries[0];
}
