/** How fast a recipe is with different numbers of workers. Plain data, from which a table or a chart is made. */

/** The speed with one number of workers. */
export interface WorkerSpeed {
  readonly workers: number;
  /** Time for all files, of the faster pass. */
  readonly seconds: number;
  readonly filesPerSecond: number;
  /** How many times as fast as one worker. */
  readonly speedup: number;
}

/** What a measurement found. */
export interface WorkerMeasurement {
  /** What was done to the files, such as `Resize to 640 px`. */
  readonly title: string;
  /** Number of different files. */
  readonly files: number;
  /** How often each was processed in a pass: small ones several times, since a few milliseconds tell nothing. */
  readonly rounds: number;
  /** Number of workers in use at present. */
  readonly current: number;
  /** By number of workers, from 1 on. */
  readonly speeds: readonly WorkerSpeed[];
  /** The fewest workers that are within 5% of the fastest. */
  readonly recommended: number;
}

/** How much slower than the fastest a number of workers may be and still be as good, since no two passes take the same time. */
const tolerance = 1.05;

/** The numbers of workers to try: 1, 2, 4, and so on up to the number of cores, and the one in use. */
export function workerCounts(cores: number, current: number): number[] {
  const counts = new Set([cores, current]);
  for (let count = 1; count < cores; count *= 2) counts.add(count);
  return [...counts.add(1)].sort((a, b) => a - b);
}

/** The fewest workers that are about as fast as the fastest. */
export function recommendedWorkers(speeds: readonly WorkerSpeed[]): number {
  const best = Math.min(...speeds.map(({ seconds }) => seconds));
  return Math.min(...speeds.filter(({ seconds }) => seconds <= best * tolerance).map(({ workers }) => workers));
}
