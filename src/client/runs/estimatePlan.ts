import type { RunSetup, Task } from '../../shared/run/run';
import { callWithTimeout } from '../pool/callWithTimeout';
import type { PoolClient } from '../pool/poolClient';
import { evenSample } from './evenSample';

/** An estimate is made from at most this many files. */
const sampleSize = 8;
/** After this time an estimate is no longer worth the wait. */
const estimateLimitMs = 20_000;

/** The expected result of a plan. */
export interface PlanEstimate {
  readonly bytesOut: number;
  /** For a single worker. */
  readonly workSeconds: number;
  /** Number of files that the estimate is based on. */
  readonly sampled: number;
}

/**
 * Has the pool process try some files of a plan, and extrapolates to all of them.
 * @returns undefined where none of the sampled files can be processed
 * @throws CallTimeoutError after `timeoutMs`, the signal's reason, or the error of the pool process
 */
export async function estimatePlan(
  client: PoolClient,
  { setup, tasks }: { readonly setup: RunSetup; readonly tasks: readonly Task[] },
  signal?: AbortSignal,
  timeoutMs = estimateLimitMs,
): Promise<PlanEstimate | undefined> {
  const sample = evenSample(tasks, sampleSize);
  const limits = { timeoutMs, ...(signal && { signal }) };
  const { bytesIn, bytesOut, cost, ms } = await callWithTimeout(client, limits, (remote) => remote.estimate(setup, sample));
  if (bytesIn === 0) return undefined;
  const all = tasks.reduce((sum, task) => ({ bytes: sum.bytes + task.bytes, cost: sum.cost + task.cost }), { bytes: 0, cost: 0 });
  return { bytesOut: (all.bytes * bytesOut) / bytesIn, workSeconds: ((all.cost / cost) * ms) / 1000, sampled: sample.length };
}
