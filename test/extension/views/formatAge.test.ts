import { expect, test } from 'vitest';
import { formatAge } from '../../../src/extension/views/formatAge';

const now = Date.UTC(2026, 4, 17, 12);
const minute = 60_000;

test.each([
  [0, 'now'],
  [59_000, 'now'],
  [minute, '1 min. ago'],
  [59 * minute, '59 min. ago'],
  [90 * minute, '1 hr. ago'],
  [25 * 60 * minute, 'yesterday'],
  [-minute, 'now'],
])('an age of %d ms is %s', (age, text) => {
  expect(formatAge(now - age, now)).toBe(text);
});
