import { constants, setPriority } from 'node:os';

/**
 * Lowers the priority of a process that has just been started. On Linux that concerns its first thread, from which those that are
 * started later have it. Not the lowest: beside a busy program the workers should still meet their time limits.
 * @throws what the operating system reports, for example that the process has ended
 */
export function lowerPriority(pid: number): void {
  setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
}
