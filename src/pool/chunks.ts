import type { FileTask } from '../shared/run/run';

/** Decoded bytes above which an image is large: it keeps a core busy for long, while a small one mostly waits for messages and the disk. */
const largeBytes = 2_000_000;
/** Most images of a chunk. A chunk is also full at the decoded bytes of a large image: a photo is sent alone, icons sixteen at a time. */
export const maxImages = 16;
/** Most files of a chunk that is only read. Reading a small file takes as long as sending a message, so they are sent by the hundred. */
export const maxFiles = 128;
/** A queue is cut into at least this many chunks for each worker, so that the workers end together. */
const chunksPerWorker = 8;

/**
 * Takes the next chunk from the front of a queue: as many tasks as fill it, and at least one.
 * @param queue in the order of dispatch; modified
 * @param maxTasks most tasks of a chunk
 */
export function takeChunk<Task extends Pick<FileTask, 'cost'>>(queue: Task[], workers: number, maxTasks = maxImages): Task[] {
  const most = Math.min(maxTasks, Math.max(1, Math.floor(queue.length / (workers * chunksPerWorker))));
  let count = 0;
  let bytes = 0;
  while (count < most && count < queue.length && (count === 0 || bytes + (queue[count] as Task).cost <= largeBytes)) {
    bytes += (queue[count] as Task).cost;
    count += 1;
  }
  return queue.splice(0, count);
}

/** Whether a task has a large image or file. */
export function isLarge({ cost }: Pick<FileTask, 'cost'>): boolean {
  return cost > largeBytes;
}
