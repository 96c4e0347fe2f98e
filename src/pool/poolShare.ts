/** Memory of the process without images, in bytes: Node.js, the image library, and the tasks of the run. Measured. */
const processBytes = 70 * 2 ** 20;
/** What each worker thread adds to it while it waits, in bytes: its heap with its code. */
const idleWorkerBytes = 20 * 2 ** 20;
/**
 * What each worker thread adds to it once it has worked, in bytes: also freed memory that glibc keeps for the thread, up to 64 MB.
 * Inferred from the peaks of whole processes, not measured for a single thread.
 */
const workerBytes = 60 * 2 ** 20;

/** The part of the budget that is used, since what an image takes is an estimate. */
const usedShare = 0.8;

/** Of what is left, the share that threads get at most. */
const threadsShare = 2 / 3;

/** What a run may use of the pool at a time. */
export interface PoolShare {
  /** Memory of the images in progress, in bytes. A single image with more is processed alone. */
  readonly imageBytes: number;
  /** Number of threads that decode images. */
  readonly workers: number;
}

/** Divides the memory budget of a run between images and threads. @param budget in bytes */
export function poolShare(budget: number, threads: number): PoolShare {
  const shared = usedShare * budget - processBytes - threads * idleWorkerBytes;
  const busyBytes = workerBytes - idleWorkerBytes;
  const workers = Math.min(threads, Math.max(1, Math.floor((shared * threadsShare) / busyBytes)));
  return { imageBytes: Math.max(0, shared - workers * busyBytes), workers };
}
