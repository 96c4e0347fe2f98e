import { expect, test } from 'vitest';
import { notProcessedText } from '../../../src/shared/run/leftOutTexts';

test('images that are not processed are summed up in one sentence', () => {
  expect(notProcessedText({ notProcessed: {} })).toBeUndefined();
  expect(notProcessedText({ notProcessed: { TGA: 1 } })).toBe('Not processed: 1 TGA file.');
  expect(notProcessedText({ notProcessed: { TGA: 3, PSD: 2, DDS: 1 } })).toBe('Not processed: 3 TGA, 2 PSD, and 1 DDS files.');
});
