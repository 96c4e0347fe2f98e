import type { FileTask } from '../shared/run/run';

/** Decoded bytes above which an image is large: it keeps a core busy for long. */
const largeBytes = 2_000_000;
/** Decoded bytes up to which an image is an icon: its worker mostly waits for messages and the disk. */
const iconBytes = 200_000;

/** What fills a chunk. */
export interface ChunkLimits {
  readonly tasks: number;
  /** Sum of the costs. */
  readonly bytes: number;
  /** The lanes that a chunk of the smallest files takes. */
  readonly lanes: number;
}

/** A photo is sent alone, icons sixteen at a time. */
export const imageLimits: ChunkLimits = { tasks: 16, bytes: largeBytes, lanes: 1 };
/** Files that are only read take milliseconds by the hundred, and a message costs as much as several of them. */
export const fileLimits: ChunkLimits = { tasks: 512, bytes: 16_000_000, lanes: 2 };

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

/**
 * Of the lanes of a worker, those that a chunk takes. While one photo is verified and written, another one is processed; four chunks of smaller images keep
 * a core busy; and while an icon is flushed, which takes milliseconds on many disks, there are seven others.
 * @param cost of the first task
 */
export function lanesOf({ cost }: Pick<FileTask, 'cost'>, limits: ChunkLimits): number {
  if (cost > largeBytes) return 4;
  return cost > iconBytes ? 2 : limits.lanes;
}
