import { setTimeout } from 'node:timers/promises';
import { descendants } from '../host/descendants';

/** Does nothing if the process has ended meanwhile. */
function continueProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Pauses the pool processes of the open windows, so that a run lasts until a test has done what it does during the run,
 * however fast the machine is.
 * @returns continues them
 */
export function pausePools(): () => void {
  const pools = descendants().filter(({ command }) => command.includes('pool.cjs'));
  if (pools.length === 0) throw new Error('no pool process is running');
  for (const { pid } of pools) process.kill(pid, 'SIGSTOP');
  return () => {
    for (const { pid } of pools) continueProcess(pid);
  };
}

/** Time for a run to begin, in ms. */
const beginLimitMs = 60_000;

/**
 * Pauses them at the first moment of a run. What the panel shows may come after its end.
 * @param hasBegun asked again and again
 * @returns continues them
 */
export async function pausePoolsWhen(hasBegun: () => Promise<boolean>): Promise<() => void> {
  const end = performance.now() + beginLimitMs;
  while (!(await hasBegun())) {
    if (performance.now() > end) throw new Error('no run has begun');
    await setTimeout(10);
  }
  return pausePools();
}
