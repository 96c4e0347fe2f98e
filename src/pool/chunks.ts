import type { FileTask } from '../shared/run/run';

/** Decoded bytes from which an image is large: it keeps a core busy for long, where a small one mostly waits for its hand-overs. */
const largeBytes = 2_000_000;
/** Most tasks of a chunk, which is full, too, when it has the decoded bytes of a large image: a photo goes alone, icons go sixteen at a time. */
export const maxImages = 16;
/** Small files are read in the time of a hand-over, so they go by the hundred. */
export const maxFiles = 128;
/** A queue is cut into at least so many chunks for each worker, so that the last ones end together. */
const chunksPerWorker = 8;

/**
 * Takes the next chunk off the queue's front: as many tasks as fill it, one at least.
 * @param queue in the order of dispatch; changed
 * @param maxTasks most tasks of a chunk
 */
export function takeChunk<Task extends FileTask>(queue: Task[], workers: number, maxTasks = maxImages): Task[] {
  const most = Math.min(maxTasks, Math.max(1, Math.floor(queue.length / (workers * chunksPerWorker))));
  let count = 0;
  let bytes = 0;
  while (count < most && count < queue.length && (count === 0 || bytes + (queue[count] as Task).cost <= largeBytes)) {
    bytes += (queue[count] as Task).cost;
    count += 1;
  }
  return queue.splice(0, count);
}

export function isLarge({ cost }: Pick<FileTask, 'cost'>): boolean {
  return cost > largeBytes;
}
