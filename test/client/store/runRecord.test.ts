import { expect, test } from 'vitest';
import { newRunId } from '../../../src/client/store/runRecord';

test('Run ids sort by time', () => {
  expect(newRunId(Date.parse('2099-01-02T03:04:05.678Z'))).toMatch(/^20990102030405678-[0-9a-z]{6}$/);
  const ids = Array.from({ length: 50 }, () => newRunId());
  expect(ids).toEqual([...ids].sort());
});
