import { deserialize, serialize } from 'node:v8';
import { expect, test } from 'vitest';
import type { InspectEntry, InspectTask } from '../../../src/shared/run/inspection';
import { packEntries, packOutcomes, unpackEntries, unpackOutcomes } from '../../../src/shared/run/packedMessages';
import type { Outcome } from '../../../src/shared/run/run';

function taskOf(id: number, more: Partial<InspectTask> = {}): InspectTask {
  return { id, source: `/files/${id}`, bytes: id * 1000, mtimeMs: 1_700_000_000_000 + id, cost: id * 1000 + 5, attempt: 0, ...more };
}

/** The value at the other end of a channel. */
function sent<Value>(value: Value): Value {
  return deserialize(serialize(value));
}

test('entries of every kind are unpacked as they were packed, in the same order', () => {
  const entries: InspectEntry[] = [
    taskOf(3),
    taskOf(0, { link: '66306:1180' }),
    { id: 7, source: '/files/pipe', bytes: 0, status: 'skipped', code: 'not-a-file', message: 'This is a pipe.', line: 4 },
    taskOf(1, { header: { width: 30, height: 20 }, attempt: 2 }),
    taskOf(2, { expected: [{ algorithm: 'md5', digest: 'ab', line: 9 }], link: '1:2' }),
    taskOf(4, { known: { sha256: 'cd' } }),
  ];
  expect(unpackEntries(sent(packEntries(entries)))).toEqual(entries);
  expect(unpackEntries(sent(packEntries([])))).toEqual([]);
});

function outcomeOf(id: number, more: Partial<Outcome> = {}): Outcome {
  const { source, bytes } = taskOf(id);
  const before = { bytes, width: 0, height: 0 };
  return { id, source, status: 'done', before, outputs: [], ms: 1.5, worker: 1, findings: { digests: { sha256: `${id}a` } }, ...more };
}

test('outcomes with nothing but digests are packed into columns, all others are not', () => {
  const plain = [outcomeOf(1), outcomeOf(4)];
  const others = [
    outcomeOf(2, { status: 'failed', code: 'digest-differs', message: 'SHA-256 mismatch: expected 3a, got 2a.' }),
    outcomeOf(3, { findings: { digests: { md5: '3b' } } }),
    outcomeOf(5, { findings: { digests: { sha256: '5a', md5: '5b' } } }),
    outcomeOf(6, { findings: { pixelDigest: '6p' } }),
  ];
  const packed = sent(packOutcomes([...others.slice(0, 1), ...plain.slice(0, 1), ...others.slice(1), ...plain.slice(1)]));
  expect(packed.others).toEqual(others);
  expect(packed.digested && unpackOutcomes(packed.digested, taskOf)).toEqual(plain);
  expect(packed.digested && unpackOutcomes(packed.digested, (id) => (id === 4 ? taskOf(4) : undefined))).toEqual([plain[1]]);
});

test('there are no columns when no outcome has digests', () => {
  const others = [outcomeOf(1, { findings: { pixelDigest: 'p' } })];
  expect(packOutcomes(others)).toEqual({ others });
});
