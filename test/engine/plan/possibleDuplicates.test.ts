import { expect, test } from 'vitest';
import { earlyFiles } from '../../../src/engine/plan/earlyFiles';
import { type PossibleDuplicates, possibleDuplicates } from '../../../src/engine/plan/possibleDuplicates';
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

/** The names of the files in each group. */
function namesOf({ groups }: PossibleDuplicates): string[][] {
  return groups.map(({ files }) => files.flatMap(({ path, otherNames = [] }) => [path, ...otherNames]).map((path) => path.slice(7)));
}

test('a file with a unique size is left out; empty files and files that are not read stay', () => {
  const entries = [taskOf(0, 5), taskOf(1, 6), taskOf(2, 5), taskOf(3, 0), taskOf(4, 0), pipe];
  const found = possibleDuplicates(entries, []);
  expect([idsOf(found.entries), found.groups]).toEqual([[0, 2, 3, 4, 9], []]);
});

test('files of which all of the same size have been read are grouped, and the others wait for the rest', () => {
  const entries = [taskOf(0, 5), taskOf(1, 5), taskOf(2, 5), taskOf(3, 7), taskOf(4, 7), taskOf(5, 7)];
  const found = possibleDuplicates(entries, digested({ 0: 'a', 1: 'b', 2: 'a', 3: 'c', 4: 'd' }));
  expect(found).toEqual({
    groups: [
      {
        bytes: 5,
        spareBytes: 5,
        files: [
          { path: '/files/0', bytes: 5, mtimeMs: 0, blake3: digest('a') },
          { path: '/files/2', bytes: 5, mtimeMs: 0, blake3: digest('a') },
        ],
      },
    ],
    entries: [{ ...taskOf(3, 7), known: { blake3: digest('c') } }, { ...taskOf(4, 7), known: { blake3: digest('d') } }, taskOf(5, 7)],
  });
});

test('digests of the cache count, too', () => {
  const entries = [taskOf(0, 5, { known: { blake3: digest('a') } }), taskOf(1, 5), taskOf(2, 5, { known: { blake3: digest('b') } })];
  expect(namesOf(possibleDuplicates(entries, digested({ 1: 'b' })))).toEqual([['1', '2']]);
});

/** Files that a thread has read: their sizes and the letters of their digests, by id. @param linkOf the number of each on its disk */
function readColumns(files: Readonly<Record<number, readonly [bytes: number, letter: string]>>, linkOf = (id: number) => id + 100) {
  const columns = new ReadColumns(0, ['blake3']);
  for (const [id, [bytes, letter]] of Object.entries(files)) {
    columns.add(taskOf(Number(id), bytes), [digest(letter)], 0);
    columns.link({ dev: 1n, ino: BigInt(linkOf(Number(id))) });
  }
  return [columns.packed()];
}

test('files that a thread has read count like entries, and are told with their links', () => {
  const entries = [taskOf(1, 5), taskOf(3, 7), pipe];
  const read = readColumns({ 0: [5, 'a'], 2: [5, 'b'], 4: [5, 'a'], 5: [6, 'c'], 6: [7, 'd'] });
  expect(idsOf(earlyFiles(entries, requestFor({ onlyDuplicates: true }), read))).toEqual([1, 3]);
  const found = possibleDuplicates(entries, digested({ 1: 'a' }), read);
  expect([idsOf(found.entries), namesOf(found)]).toEqual([[3, 6, 9], [['0', '1', '4']]]);
  expect(found.groups[0]?.files[0]?.link).toBe('1:100');
  expect(found.entries[1]).toMatchObject({ source: '/files/6', bytes: 7, link: '1:106', known: { blake3: digest('d') } });
});

test('several names of one file are no duplicates', () => {
  const sameFile = readColumns({ 0: [5, 'a'], 1: [5, 'a'], 2: [5, 'b'], 3: [5, 'b'], 4: [5, 'b'] }, (id) => (id < 2 ? 7 : id < 4 ? 8 : 9));
  const [group, ...others] = possibleDuplicates([], [], sameFile).groups;
  expect(others).toEqual([]);
  expect(group?.files.map(({ path, otherNames }) => [path, otherNames])).toEqual([
    ['/files/2', ['/files/3']],
    ['/files/4', undefined],
  ]);
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
