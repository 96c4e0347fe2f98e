import { deserialize, serialize } from 'node:v8';
import { expect, test } from 'vitest';
import type { InspectEntry, InspectTask } from '../../../src/shared/run/inspection';
import { DigestColumns, type DigestedFiles, packEntries, unpackEntries, unpackOutcomes } from '../../../src/shared/run/packedMessages';
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
    taskOf(4, { known: { sha256: 'cd', crc32: 'ef' } }),
    taskOf(5, { known: { sha256: '01' }, link: '1:3' }),
  ];
  expect(unpackEntries(sent(packEntries(entries)))).toEqual(entries);
  expect(unpackEntries(sent(packEntries([])))).toEqual([]);
});

function outcomeOf(id: number, more: Partial<Outcome> = {}): Outcome {
  const { source, bytes } = taskOf(id);
  const before = { bytes, width: 0, height: 0 };
  return { id, source, status: 'done', before, outputs: [], ms: 1.5, worker: 1, findings: { digests: { sha256: `${id}a` } }, ...more };
}

test('digests are unpacked into the outcomes of their files', () => {
  const columns = new DigestColumns(1, ['sha256', 'crc32']);
  columns.add(4, ['a'.repeat(64), '00000001'], 1.52);
  columns.add(1, ['b'.repeat(64), '00000002'], 0.2);
  const outcomes = [
    outcomeOf(4, { ms: 1.5, findings: { digests: { sha256: 'a'.repeat(64), crc32: '00000001' } } }),
    outcomeOf(1, { ms: 0.2, findings: { digests: { sha256: 'b'.repeat(64), crc32: '00000002' } } }),
  ];
  const packed = sent(columns.packed()) as DigestedFiles;
  expect(unpackOutcomes(packed, taskOf)).toEqual(outcomes);
  expect(unpackOutcomes(packed, (id) => (id === 1 ? taskOf(1) : undefined))).toEqual(outcomes.slice(1));
});

test('there are no columns when no file was digested', () => {
  expect(new DigestColumns(0, ['sha256']).packed()).toBeUndefined();
});
