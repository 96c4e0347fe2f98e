import type { Task } from '../shared/run';

/** Most tasks of a chunk, and the decoded bytes at which it is full: a photo goes alone, icons go sixteen at a time. */
const maxTasks = 16;
const fullBytes = 2_000_000;
/** A queue is cut into at least so many chunks for each worker, so that the last ones end together. */
const chunksPerWorker = 8;

/**
 * Takes the next chunk off the queue's front: as many tasks as fill it, one at least.
 * @param queue in the order of dispatch; changed
 */
export function takeChunk(queue: Task[], workers: number): Task[] {
  const most = Math.min(maxTasks, Math.max(1, Math.floor(queue.length / (workers * chunksPerWorker))));
  let count = 0;
  let bytes = 0;
  while (count < most && count < queue.length && (count === 0 || bytes + (queue[count] as Task).cost <= fullBytes)) {
    bytes += (queue[count] as Task).cost;
    count += 1;
  }
  return queue.splice(0, count);
}
