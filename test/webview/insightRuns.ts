import type { ThroughputView, TimingView } from '../../src/shared/protocol/insightsProtocol';
import type { MeasurementView } from '../../src/shared/protocol/measurementProtocol';
import { aRun, doneRow, FakeHost, someTotals } from './fakeHost';

/** Runs whose speed and time are shown, and measurements. */

/** A run that got faster, was paused, and slowed down. */
export const someThroughput: ThroughputView = {
  bucketSeconds: 0.5,
  rates: Array.from({ length: 190 }, (_, index) => Math.round(10 * (12 + 30 * Math.sin(index / 60) + 5 * Math.sin(index * 1.7))) / 10),
  pauses: [{ at: 40.2, seconds: 65 }],
};

export const someTiming: TimingView = {
  parts: [
    { part: 'open', seconds: 2.1 },
    { part: 'steps', seconds: 41.3 },
    { part: 'render', seconds: 190.4 },
    { part: 'encode', seconds: 62.5 },
    { part: 'check', seconds: 9.4 },
    { part: 'write', seconds: 21.3 },
    { part: 'other', seconds: 4 },
  ],
  spent: { workSeconds: 331, elapsedSeconds: 95 },
};

/** On quick files, on one that takes longer, on one that is stuck, and idle. */
export const laneWorkers = [
  { worker: 0, file: 'photos/summer/IMG_000007.jpg', row: 7, since: 94.9, files: 211, busy: 0.93 },
  { worker: 1, file: 'photos/panorama of the whole valley.tif', row: 8, since: 83, files: 198, busy: 0.97 },
  { worker: 2, file: 'scans/map.tif', row: 9, since: 10, files: 12, busy: 0.99 },
  { worker: 3, files: 224, busy: 0.88 },
];

const source = { total: () => 1000, row: (_: unknown, index: number) => doneRow(index) };

/** A run that shows its speed, and its workers. */
export function busyHost(): FakeHost {
  const run = { ...aRun, fileSeconds: 120 };
  return new FakeHost({ run, totals: someTotals, workers: laneWorkers, throughput: someThroughput }, source);
}

/** A run that is over, and shows where its time went. */
export function timedHost(): FakeHost {
  const run = { ...aRun, phase: 'finished' as const, undoable: true };
  const workers = laneWorkers.map(({ worker, files, busy }) => ({ worker, files, busy }));
  return new FakeHost({ run, totals: someTotals, workers, throughput: someThroughput, timing: someTiming }, source);
}

const speed = (workers: number, speedup: number) => ({ workers, seconds: 12.8 / speedup, filesPerSecond: 5 * speedup, speedup });

export const measuring: MeasurementView = {
  ...{ title: 'Resize to 640 px', counts: [1, 2, 4, 8, 16], current: 8 },
  speeds: [speed(1, 1), speed(2, 1.92)],
  progress: { share: 0.3, workers: 4 },
};

export const measured: MeasurementView = {
  ...{ title: 'Resize to 640 px', counts: [1, 2, 4, 8, 16], current: 8 },
  speeds: [speed(1, 1), speed(2, 1.92), speed(4, 3.41), speed(8, 3.5), speed(16, 3.3)],
  found: { files: 64, rounds: 1, recommended: 4 },
};

/** A measurement over a run that is over. */
export function measurementHost(measurement: MeasurementView): FakeHost {
  return new FakeHost({ run: { ...aRun, phase: 'finished' }, totals: someTotals, workers: [], measurement }, source);
}
