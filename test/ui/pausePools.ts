import { readdirSync, readFileSync } from 'node:fs';

interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** A process as Linux describes it in /proc; undefined if it has ended meanwhile. */
function describeProcess(pid: number): RunningProcess | undefined {
  try {
    // The name, in parentheses, may contain anything; the state and the parent follow it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return { pid, parent, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') };
  } catch {
    return undefined;
  }
}

/** All processes that this one started, and those that they started. */
function descendants(): RunningProcess[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  const all = pids.map(describeProcess).filter((each) => each !== undefined);
  const found: RunningProcess[] = [];
  let parents = new Set([process.pid]);
  while (parents.size > 0) {
    const children = all.filter(({ parent }) => parents.has(parent));
    found.push(...children);
    parents = new Set(children.map(({ pid }) => pid));
  }
  return found;
}

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
