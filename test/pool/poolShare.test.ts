import { expect, test } from 'vitest';
import { poolShare } from '../../src/pool/poolShare';

const megabyte = 2 ** 20;

test.each([
  ['all threads work', 4096, 8, 8],
  ['all threads of a large computer work', 4096, 32, 32],
  ['fewer threads work where memory is short', 600, 8, 4],
  ['a single thread works where there is hardly any memory', 256, 8, 1],
])('%s', (_, megabytes, threads, workers) => {
  const share = poolShare(megabytes * megabyte, threads);
  expect(share.workers).toBe(workers);
  expect(share.imageBytes).toBeGreaterThanOrEqual(0);
  expect(share.imageBytes + workers * 60 * megabyte).toBeLessThan(0.8 * megabytes * megabyte);
});
