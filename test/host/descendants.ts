import { readdirSync, readFileSync } from 'node:fs';

export interface RunningProcess {
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

/** All processes that a process started, by default this one, and those that they started. */
export function descendants(of = process.pid): RunningProcess[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  const all = pids.map(describeProcess).filter((each) => each !== undefined);
  const found: RunningProcess[] = [];
  let parents = new Set([of]);
  while (parents.size > 0) {
    const children = all.filter(({ parent }) => parents.has(parent));
    found.push(...children);
    parents = new Set(children.map(({ pid }) => pid));
  }
  return found;
}
