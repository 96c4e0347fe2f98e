/** The lanes of a worker, which its chunks in progress share. */
export const lanesPerWorker = 8;
