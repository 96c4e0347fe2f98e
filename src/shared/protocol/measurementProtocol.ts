import type { WorkerMeasurement } from '../run/workerMeasurement';

/** The part of the panel's messages about how fast a recipe is with different numbers of workers, both directions. */

/** A measurement, in progress or done. */
export interface MeasurementView extends Pick<WorkerMeasurement, 'title' | 'current' | 'speeds'> {
  /** Numbers of workers that are measured, rising. */
  readonly counts: readonly number[];
  /** Share that is done, 0 to 1, and the number of workers that has its turn; absent until the first one has. Absent at the end. */
  readonly progress?: { readonly share: number; readonly workers?: number };
  /** What was found, at the end. */
  readonly found?: Pick<WorkerMeasurement, 'files' | 'rounds' | 'recommended'>;
}

/** Functions of the extension for a measurement, called by the page. */
export interface MeasurementHost {
  /** Sets how many workers runs use, to a number that was measured, and closes the measurement. */
  useWorkers(count: number): void;
  /** Closes the measurement, which ends it if it is in progress. */
  closeMeasurement(): void;
}
