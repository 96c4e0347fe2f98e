import type { FileTask, RunSetup, Task } from '../../shared/run/run';
import { callWithTimeout } from '../pool/callWithTimeout';
import type { PoolClient } from '../pool/poolClient';

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

/** At most `size` tasks, evenly spread over all costs, the cheapest first. */
export function evenSample<Kind extends FileTask>(tasks: readonly Kind[], size: number): Kind[] {
  const sorted = [...tasks].sort((a, b) => a.cost - b.cost || a.id - b.id);
  const step = Math.max(1, sorted.length / size);
  return Array.from({ length: Math.min(size, sorted.length) }, (_, index) => sorted[Math.floor((index + 0.5) * step)] as Kind);
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
