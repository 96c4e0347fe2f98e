import type { StageName } from '../run/stages';

/** The part of the panel's state that tells how fast a run is, and where its time went. */

/** A pause of a run. Its clock stands still meanwhile. */
export interface PauseView {
  /** When it began, in seconds of the run's clock. */
  readonly at: number;
  /** Seconds that it took. */
  readonly seconds: number;
}

/** Files per second over the time of the run, in buckets of equal length. Their number is limited. */
export interface ThroughputView {
  /** Length of a bucket. */
  readonly bucketSeconds: number;
  /** Files per second of each bucket, from the start. */
  readonly rates: readonly number[];
  readonly pauses: readonly PauseView[];
}

/** `other`: time of the tasks that belongs to no stage. */
export type TimedPart = StageName | 'other';

/** Where the time of a run that processed images went. */
export interface TimingView {
  /** Seconds by part, in the order of the work. Parts that took no time are left out. */
  readonly parts: readonly { readonly part: TimedPart; readonly seconds: number }[];
  /** Time in which workers had something to do, added up, and the time of the run; undefined where nobody knows. */
  readonly spent?: { readonly workSeconds: number; readonly elapsedSeconds: number };
}
