import { expect, test } from 'vitest';
import { Foremost } from '../../../src/client/reports/foremost';

test.each([0, 1, 3, 4, 6, 7, 1000])('Of %d numbers, the largest three are given in order, and all are counted', (count) => {
  const numbers = Array.from({ length: count }, (_, index) => (index * 7919) % 1009);
  const foremost = new Foremost<number>(3, (one, other) => other - one);
  for (const number of numbers) foremost.add(number);
  expect(foremost.count).toBe(count);
  expect(foremost.items).toEqual([...numbers].sort((one, other) => other - one).slice(0, 3));
});
