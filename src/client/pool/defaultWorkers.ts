import { availableParallelism } from 'node:os';
import type { Priority } from '../../shared/values/priorities';

/** Number of worker threads where nothing else is set. */
export function defaultWorkers(priority: Priority): number {
  const cores = availableParallelism();
  return priority === 'low' ? Math.max(1, cores - 1) : cores;
}
