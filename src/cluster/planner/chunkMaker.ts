import type { Task } from '../../shared/run/run';

/** Most files in a chunk, and most bytes of decoded images: some seconds of work for one thread. Then a machine that is lost costs little, and a chunk much less than its work. */
const mostFiles = 64;
const mostCost = 200e6;

/** Cuts tasks into chunks, in their order. */
export function makeChunks(tasks: readonly Task[]): Task[][] {
  const chunks: Task[][] = [];
  let cost = Number.POSITIVE_INFINITY;
  for (const task of tasks) {
    const last = chunks.at(-1);
    if (last && last.length < mostFiles && cost + task.cost <= mostCost) {
      last.push(task);
      cost += task.cost;
    } else {
      chunks.push([task]);
      cost = task.cost;
    }
  }
  return chunks;
}
