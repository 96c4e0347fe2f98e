import { expect, test } from 'vitest';
import { MonotonicProgress } from '../../../src/shared/run/monotonicProgress';

test('Progress starts at 0, never falls and never exceeds 1', () => {
  const progress = new MonotonicProgress();
  expect(progress.share).toBe(0);
  expect([0.2, 0.5, 0.4, 0.7, 1.2, 0.9].map((share) => progress.advance(share))).toEqual([0.2, 0.5, 0.5, 0.7, 1, 1]);
  expect(progress.share).toBe(1);
});
