import { expect, test } from 'vitest';
import {
  fileCount,
  formatBytes,
  formatCount,
  formatDuration,
  newFileCount,
  originalCount,
  otherFileCount,
  savedPercent,
} from '../../../src/shared/values/formatQuantity';

test.each([
  [0, '0 B'],
  [812, '812 B'],
  [999, '999 B'],
  [1000, '1.00 KB'],
  [9994, '9.99 KB'],
  [9996, '10.0 KB'],
  [99_960, '100 KB'],
  [999_499, '999 KB'],
  [999_500, '1.00 MB'],
  [3_210_000, '3.21 MB'],
  [2.5e12, '2.50 TB'],
  [5e15, '5000 TB'],
  [-1500, '-1.50 KB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, 'under 1 s'],
  [-3, 'under 1 s'],
  [59.4, '59 s'],
  [59.6, '1 min 0 s'],
  [125, '2 min 5 s'],
  [3599.6, '1 h 0 min'],
  [3840, '1 h 4 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test('counts', () => {
  expect(formatCount(12_345)).toBe('12,345');
  expect([0, 1, 2000].map(fileCount)).toEqual(['0 files', '1 file', '2,000 files']);
  expect([1, 2].map(newFileCount)).toEqual(['1 new file', '2 new files']);
  expect([1, 2].map(otherFileCount)).toEqual(['1 other file', '2 other files']);
  expect([1, 2].map(originalCount)).toEqual(['1 original', '2 originals']);
});

test('savings', () => {
  expect(savedPercent(1000, 250)).toBe(75);
  expect(savedPercent(1000, 1500)).toBe(-50);
  expect(savedPercent(0, 0)).toBe(0);
});
