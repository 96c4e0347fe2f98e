import type { FileEstimate, RunSetup, Task } from '../../shared/run/run';
import { callWithTimeout } from '../pool/callWithTimeout';
import type { PoolClient } from '../pool/poolClient';
import { extrapolate, type PlanEstimate, strataOf } from './planSample';

/** An estimate is made from at most this many files. */
const sampleSize = 12;
/** After this time an estimate is no longer worth the wait. */
const estimateLimitMs = 20_000;
/** Share of that time after which no further file is tried: a rough estimate is better than none. */
const enoughShare = 0.6;

/** How an estimate is made. */
export interface EstimateOptions {
  /** Ends the pool process, as the end of the time does. */
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
  /** Asked before each file; otherwise no further one is tried. */
  isWanted?(): boolean;
}

/** What an estimate is made of. */
export interface EstimatedPlan {
  readonly setup: RunSetup;
  readonly tasks: readonly Task[];
}

/**
 * Has the pool process try some files of a plan, those that stand for the most bytes first, and extrapolates to all of them.
 * @returns undefined where none of the sampled files can be processed
 * @throws CallTimeoutError after `timeoutMs`, the signal's reason, or the error of the pool process
 */
export async function estimatePlan(
  client: PoolClient,
  { setup, tasks }: EstimatedPlan,
  { signal, timeoutMs = estimateLimitMs, isWanted = () => true }: EstimateOptions = {},
): Promise<PlanEstimate | undefined> {
  const strata = strataOf(tasks, sampleSize).sort((a, b) => b.bytes - a.bytes);
  const estimates: (FileEstimate | null)[] = [];
  await callWithTimeout(client, { timeoutMs, signal }, async (remote) => {
    const enough = performance.now() + timeoutMs * enoughShare;
    for (const { task } of strata) {
      if (!isWanted() || (estimates.length > 1 && performance.now() > enough)) return;
      estimates.push(...(await remote.estimate(setup, [task])));
    }
  });
  return extrapolate(strata, estimates);
}
