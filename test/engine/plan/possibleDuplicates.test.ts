import { expect, test } from 'vitest';
import { earlyFiles } from '../../../src/engine/plan/earlyFiles';
import { possibleDuplicates } from '../../../src/engine/plan/possibleDuplicates';
import {
  firstBlockBytes,
  hashBlockBytes,
  type InspectEntry,
  type InspectRequest,
  type InspectTask,
} from '../../../src/shared/run/inspection';
import { DigestColumns } from '../../../src/shared/run/packedMessages';
import { ReadColumns } from '../../../src/shared/run/readFiles';

function taskOf(id: number, bytes: number, more: Partial<InspectTask> = {}): InspectTask {
  return { id, source: `/files/${id}`, bytes, mtimeMs: 0, cost: bytes, attempt: 0, ...more };
}

const pipe: InspectEntry = { id: 9, source: '/files/9', bytes: 0, status: 'skipped', code: 'not-a-file', message: 'This is a pipe.' };
const digest = (letter: string) => letter.repeat(64);

/** The digests of some files by id. */
function digested(files: Readonly<Record<number, string>>) {
  const columns = new DigestColumns(0, ['blake3']);
  for (const [id, letter] of Object.entries(files)) columns.add(Number(id), [digest(letter)], 0);
  const packed = columns.packed();
  return packed ? [packed] : [];
}

function idsOf(entries: readonly InspectEntry[]): number[] {
  return entries.map(({ id }) => id);
}

test('a file with a unique size is left out; empty files and files that are not read stay', () => {
  const entries = [taskOf(0, 5), taskOf(1, 6), taskOf(2, 5), taskOf(3, 0), taskOf(4, 0), pipe];
  expect(idsOf(possibleDuplicates(entries, []))).toEqual([0, 2, 3, 4, 9]);
});

test('a file with a unique digest is left out if all files of its size have been read', () => {
  const entries = [taskOf(0, 5), taskOf(1, 5), taskOf(2, 5), taskOf(3, 7), taskOf(4, 7), taskOf(5, 7)];
  const left = possibleDuplicates(entries, digested({ 0: 'a', 1: 'b', 2: 'a', 3: 'c', 4: 'd' }));
  expect(left).toEqual([
    { ...taskOf(0, 5), known: { blake3: digest('a') } },
    { ...taskOf(2, 5), known: { blake3: digest('a') } },
    { ...taskOf(3, 7), known: { blake3: digest('c') } },
    { ...taskOf(4, 7), known: { blake3: digest('d') } },
    taskOf(5, 7),
  ]);
});

test('digests of the cache count, too', () => {
  const entries = [taskOf(0, 5, { known: { blake3: digest('a') } }), taskOf(1, 5), taskOf(2, 5, { known: { blake3: digest('b') } })];
  expect(idsOf(possibleDuplicates(entries, digested({ 1: 'b' })))).toEqual([1, 2]);
});

/** Files that a thread has read: their sizes and the letters of their digests, by id. */
function readColumns(files: Readonly<Record<number, readonly [bytes: number, letter: string]>>) {
  const columns = new ReadColumns(0, ['blake3']);
  for (const [id, [bytes, letter]] of Object.entries(files)) {
    columns.add(taskOf(Number(id), bytes), [digest(letter)], 0);
    columns.link({ dev: 1n, ino: BigInt(id) });
  }
  return [columns.packed()];
}

test('files that a thread has read count like entries, and are told with their links', () => {
  const entries = [taskOf(1, 5, { cost: 5 }), taskOf(3, 7), pipe];
  const read = readColumns({ 0: [5, 'a'], 2: [5, 'b'], 4: [5, 'a'], 5: [6, 'c'], 6: [7, 'd'] });
  const left = possibleDuplicates(entries, digested({ 1: 'e' }), read);
  expect(idsOf(left)).toEqual([0, 3, 4, 6, 9]);
  expect(left[0]).toMatchObject({ source: '/files/0', bytes: 5, link: '1:0', known: { blake3: digest('a') } });
  expect(idsOf(earlyFiles(entries, requestFor({ onlyDuplicates: true }), read))).toEqual([1, 3]);
});

function requestFor(more: Partial<InspectRequest>): InspectRequest {
  const rules = { include: [], exclude: [], excludeGlobs: [], useIgnoreFiles: true, order: 'auto' } as const;
  return { ...rules, selection: [], roots: [], inspection: { kind: 'hash', algorithms: ['blake3'] }, ...more };
}

test('files of up to a block that are not known are read early, but none for other inspections', () => {
  const entries = [
    taskOf(0, hashBlockBytes),
    taskOf(1, hashBlockBytes + 1),
    taskOf(2, 3, { known: { blake3: digest('a') } }),
    taskOf(3, 0),
    pipe,
  ];
  expect(idsOf(earlyFiles(entries, requestFor({})))).toEqual([0, 3]);
  expect(earlyFiles(entries, requestFor({ inspection: { kind: 'check' } }))).toEqual([]);
});

test('of possible duplicates, only short files that share their size are read early', () => {
  const long = firstBlockBytes + 1;
  const entries = [taskOf(0, 5), taskOf(1, 5), taskOf(2, 6), taskOf(3, long), taskOf(4, long), taskOf(5, 0), taskOf(6, 0)];
  expect(idsOf(earlyFiles(entries, requestFor({ onlyDuplicates: true })))).toEqual([0, 1]);
});
