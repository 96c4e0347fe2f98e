import type { RunSetup, Task } from '../../shared/run/run';
import { askWithin } from '../pool/callWithTimeout';
import type { PoolClient } from '../pool/poolClient';

/** Files that an estimate is made from at most. */
const sampleSize = 8;
/** An estimate that takes longer is worth less than the wait. */
const estimateLimitMs = 20_000;

/** What a plan is expected to come to. */
export interface PlanEstimate {
  readonly bytesOut: number;
  /** Of one worker. */
  readonly workSeconds: number;
  /** Files that it was told from. */
  readonly sampled: number;
}

/** Files of all sizes, evenly spread. */
function sampleOf(tasks: readonly Task[]): Task[] {
  const sorted = [...tasks].sort((a, b) => a.cost - b.cost || a.id - b.id);
  const step = Math.max(1, sorted.length / sampleSize);
  return Array.from({ length: Math.min(sampleSize, sorted.length) }, (_, index) => sorted[Math.floor((index + 0.5) * step)] as Task);
}

/**
 * Has the pool try some files of a plan and tells the others from them; undefined where none of them can be made.
 * @throws LateError after `limitMs`, the signal's reason, or what the pool process says
 */
export async function estimatePlan(
  client: PoolClient,
  setup: RunSetup,
  tasks: readonly Task[],
  signal?: AbortSignal,
  limitMs = estimateLimitMs,
): Promise<PlanEstimate | undefined> {
  const sample = sampleOf(tasks);
  const patience = { limitMs, ...(signal && { signal }) };
  const { bytesIn, bytesOut, cost, ms } = await askWithin(client, patience, (remote) => remote.estimate(setup, sample));
  if (bytesIn === 0) return undefined;
  const all = tasks.reduce((sum, task) => ({ bytes: sum.bytes + task.bytes, cost: sum.cost + task.cost }), { bytes: 0, cost: 0 });
  return { bytesOut: (all.bytes * bytesOut) / bytesIn, workSeconds: ((all.cost / cost) * ms) / 1000, sampled: sample.length };
}
