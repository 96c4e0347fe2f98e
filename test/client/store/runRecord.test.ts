import { expect, test } from 'vitest';
import { newRunId, parseRecord } from '../../../src/client/store/runRecord';
import { record } from './records';

test('Run ids sort by time', () => {
  expect(newRunId(Date.parse('2099-01-02T03:04:05.678Z'))).toMatch(/^20990102030405678-[0-9a-z]{6}$/);
  const ids = Array.from({ length: 50 }, () => newRunId());
  expect(ids).toEqual([...ids].sort());
});

test('A throughput that cannot be drawn is left out of a record', () => {
  const throughput = { bucketSeconds: 0.5, rates: [2], pauses: [] };
  const read = (change: object) => parseRecord(JSON.stringify({ ...record(), throughput: { ...throughput, ...change } }), 'id');
  expect(read({}).throughput).toEqual(throughput);
  expect(read({ rates: 'many' })).not.toHaveProperty('throughput');
  expect(read({ rates: 'many' })).toMatchObject({ title: 'Test', phase: 'finished' });
});
