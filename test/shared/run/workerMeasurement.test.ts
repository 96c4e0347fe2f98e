import { expect, test } from 'vitest';
import { recommendedWorkers, workerCounts } from '../../../src/shared/run/workerMeasurement';

test.each([
  [1, 1, [1]],
  [2, 2, [1, 2]],
  [6, 3, [1, 2, 3, 4, 6]],
  [8, 8, [1, 2, 4, 8]],
  [4, 12, [1, 2, 4, 12]],
])('With %i cores and %i workers in use', (cores, current, counts) => {
  expect(workerCounts(cores, current)).toEqual(counts);
});

test('The fewest workers that are nearly as fast as the fastest are recommended', () => {
  const speed = (workers: number, seconds: number) => ({ workers, seconds, filesPerSecond: 1 / seconds, speedup: 1 });
  expect(recommendedWorkers([speed(1, 4), speed(2, 2.09), speed(4, 2), speed(8, 2.2)])).toBe(2);
  expect(recommendedWorkers([speed(1, 4), speed(2, 2.11), speed(4, 2), speed(8, 2.2)])).toBe(4);
});
