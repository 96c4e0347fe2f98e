import { readFileSync } from 'node:fs';

/**
 * When a process started, in the clock ticks of its system since it booted (field 22 of `/proc/<pid>/stat`, see proc(5)): with the
 * id, it identifies a process. Undefined where the system does not tell.
 */
export function processStart(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may contain spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
