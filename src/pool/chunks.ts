import type { FileTask } from '../shared/run/run';

/** Decoded bytes above which an image is large: it keeps a core busy for long, while a small one mostly waits for messages and the disk. */
const largeBytes = 2_000_000;

/** What fills a chunk. */
interface ChunkLimits {
  readonly tasks: number;
  /** Sum of the costs. */
  readonly bytes: number;
}

/** A photo is sent alone, icons sixteen at a time. */
const imageLimits: ChunkLimits = { tasks: 16, bytes: largeBytes };
/** Files that are only read take milliseconds by the hundred, and a message costs as much as several of them. */
export const fileLimits: ChunkLimits = { tasks: 512, bytes: 16_000_000 };

/** A queue is cut into at least this many chunks for each worker, so that the workers end together. */
const chunksPerWorker = 8;

/**
 * Takes the next chunk from the front of a queue: as many tasks as fill it, and at least one.
 * @param queue in the order of dispatch; modified
 */
export function takeChunk<Task extends Pick<FileTask, 'cost'>>(queue: Task[], workers: number, limits = imageLimits): Task[] {
  const most = Math.min(limits.tasks, Math.max(1, Math.floor(queue.length / (workers * chunksPerWorker))));
  let count = 0;
  let bytes = 0;
  while (count < most && count < queue.length && (count === 0 || bytes + (queue[count] as Task).cost <= limits.bytes)) {
    bytes += (queue[count] as Task).cost;
    count += 1;
  }
  return queue.splice(0, count);
}

/** Whether a task has a large image or file. */
export function isLarge({ cost }: Pick<FileTask, 'cost'>): boolean {
  return cost > largeBytes;
}
