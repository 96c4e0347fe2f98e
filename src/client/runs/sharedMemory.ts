import type { PoolClient } from '../pool/poolClient';
import { runsInProgress } from './busyRuns';

/** Time between two looks at the other runs, in ms. */
const lookMs = 5000;

/** What runs share: the store that tells of them, and the memory of all of them, in bytes. */
export interface SharedMemory {
  readonly store: string;
  readonly memoryBudget: number;
}

/** The share of one run in the memory of all runs in progress on this computer, which include it. */
export async function memoryShare({ store, memoryBudget }: SharedMemory): Promise<number> {
  const runs = await runsInProgress(store).catch(() => []);
  return Math.floor(memoryBudget / Math.max(1, runs.length));
}

/** Does the work of a run while its share of the memory follows the number of runs in progress. */
export async function whileSharingMemory<Result>(client: PoolClient, memory: SharedMemory, work: () => Promise<Result>): Promise<Result> {
  let hasEnded = false;
  const look = async () => {
    const share = await memoryShare(memory);
    // The next run has a budget of its own.
    if (!hasEnded) await client.running?.limitMemory(share);
  };
  // A process that has just died gets its share with the next look.
  const timer = setInterval(() => void look().catch(() => {}), lookMs);
  try {
    return await work();
  } finally {
    hasEnded = true;
    clearInterval(timer);
  }
}
