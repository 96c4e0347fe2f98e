import { readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/** Linux has a priority for each thread; a new thread has that of the one that starts it. */
function threadsOf(pid: number): number[] {
  return process.platform === 'linux' ? readdirSync(`/proc/${pid}/task`).map(Number) : [];
}

/**
 * Lowers the priority of a process that has just been started, with the threads that it has by now. Not to the lowest: beside a busy
 * program the workers should still meet their time limits.
 * @throws what the operating system reports, for example that the process has ended
 */
export function lowerPriority(pid: number): void {
  // The first thread first: those that it starts from now on have its priority.
  const lower = (id: number) => setPriority(id, constants.priority.PRIORITY_BELOW_NORMAL);
  lower(pid);
  threadsOf(pid).forEach(lower);
}
