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
