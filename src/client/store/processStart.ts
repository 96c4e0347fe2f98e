import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process started: with the id, that identifies it. On Linux in the clock ticks of the system since it booted (field 22 of
 * `/proc/<pid>/stat`, see proc(5)), on macOS as `ps` prints it. Empty for one that has ended without its parent having noticed.
 * Undefined where the system does not tell.
 */
export function processStart(pid: number, platform = process.platform): string | undefined {
  try {
    if (platform === 'linux') return startOnLinux(pid);
    return platform === 'darwin' ? startOnMac(pid) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a state is that of a zombie, or of a process that is about to vanish. */
function hasEnded(state: string): boolean {
  return /^[ZX]/.test(state);
}

function startOnLinux(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in parentheses, may contain spaces.
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return hasEnded(state) ? '' : fields[18];
}

/** Asking takes some ms, and each lock asks for the start of its own process. */
let ownStart: string | undefined;

function startOnMac(pid: number): string | undefined {
  if (pid !== process.pid) return askPs(pid);
  ownStart ??= askPs(pid);
  return ownStart;
}

function askPs(pid: number): string | undefined {
  // The time must look the same in each language and time zone.
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC0' };
  const columns = ['-o', 'state=', '-o', 'lstart='];
  const printed = execFileSync('ps', [...columns, '-p', String(pid)], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] });
  const [, state = '', start] = /^\s*(\S+)\s+(.*\S)/.exec(printed) ?? [];
  return hasEnded(state) ? '' : start;
}
