import { expect, test } from 'vitest';
import { parseJsonLine } from '../../../src/shared/run/parseJsonLine';

test('A complete line is parsed', () => {
  expect(parseJsonLine('{"id":1}')).toEqual({ id: 1 });
});

test.each(['', '{"id":', '{"id":1}{'])('An empty or damaged line is skipped: %j', (line) => {
  expect(parseJsonLine(line)).toBeUndefined();
});
