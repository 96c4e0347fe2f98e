import type { FileTask } from '../../shared/run/run';

/** At most `size` tasks, evenly spread over all costs, the cheapest first. */
export function evenSample<Task extends FileTask>(tasks: readonly Task[], size: number): Task[] {
  const sorted = [...tasks].sort((a, b) => a.cost - b.cost || a.id - b.id);
  const step = Math.max(1, sorted.length / size);
  return Array.from({ length: Math.min(size, sorted.length) }, (_, index) => sorted[Math.floor((index + 0.5) * step)] as Task);
}
