import type { Task } from '../../shared/run/run';

/** Most files in a chunk, and most bytes of decoded images: some seconds of work for one thread. Then a machine that is lost costs little, and a chunk much less than its work. */
const mostFiles = 64;
const mostCost = 200e6;
/** Where there are few files, each thread gets so many chunks: then the threads end together. */
const chunksPerThread = 2;

/**
 * Cuts tasks into chunks, in their order.
 * @param threads of all machines
 */
export function makeChunks(tasks: readonly Task[], threads: number): Task[][] {
  const parts = chunksPerThread * Math.max(1, threads);
  const files = Math.min(mostFiles, Math.ceil(tasks.length / parts));
  const total = tasks.reduce((sum, task) => sum + task.cost, 0);
  const most = Math.min(mostCost, total / parts);
  const chunks: Task[][] = [];
  let cost = Number.POSITIVE_INFINITY;
  for (const task of tasks) {
    const last = chunks.at(-1);
    if (last && last.length < files && cost + task.cost <= most) {
      last.push(task);
      cost += task.cost;
    } else {
      chunks.push([task]);
      cost = task.cost;
    }
  }
  return chunks;
}
