/** Memory of the process without images, in bytes: Node.js, the image library, and the tasks of the run. Measured. */
const processBytes = 70 * 2 ** 20;
/**
 * What each worker thread adds to it: its heap, and freed memory that glibc keeps for the thread, up to 64 MB. Inferred from the peaks of
 * whole processes, not measured for a single thread.
 */
const workerBytes = 60 * 2 ** 20;

/** The part of the budget that is used, since what an image takes is an estimate. */
const usedShare = 0.8;

/** Of the budget of a run, what its images may take together, in bytes: at least half, however many threads there are. */
export function imageMemory(budget: number, workers: number): number {
  return Math.max(usedShare * budget - processBytes - workers * workerBytes, budget / 2);
}
