import { expect, it } from 'vitest';
import { joinRead, ReadColumns, readOutcomes, readTasks, splitPaths, withoutPath } from '../../../src/shared/run/readFiles';

const files = [
  { id: 3, source: '/files/a', bytes: 4, mtimeMs: 5 },
  { id: 7, source: '/files/b c', bytes: 6, mtimeMs: 7 },
];
const sha = (letter: string) => letter.repeat(64);

function readColumns(some = files) {
  const columns = new ReadColumns(1, ['sha256', 'crc32']);
  for (const file of some) columns.add(file, [sha(String(file.id)), `0000000${file.id}`], 0.25);
  return structuredClone(columns.packed());
}

it('files in columns become tasks with known digests, and outcomes of their worker', () => {
  const known = { sha256: sha('7'), crc32: '00000007' };
  expect(readTasks(readColumns())[1]).toEqual({ ...files[1], cost: 6 + (16 << 10), attempt: 0, known });
  expect(readOutcomes(readColumns())[1]).toMatchObject({ id: 7, status: 'done', worker: 1, ms: 0.3, findings: { digests: known } });
  expect(readTasks(readColumns([]))).toEqual([]);
});

it('a file can be left out', () => {
  expect(withoutPath(readColumns(), '/files/a')).toEqual(readColumns(files.slice(1)));
  expect(withoutPath(readColumns(), '/files/b c')).toEqual(readColumns(files.slice(0, 1)));
  expect(withoutPath(readColumns(), '/files/c')).toEqual(readColumns());
});

it('tasks and their digests are joined into columns', () => {
  const { worker, ids, ms, digests } = readColumns();
  const tasks = new Map(files.map((file) => [file.id, { ...file, cost: 1, attempt: 0 }]));
  expect(joinRead(tasks, { worker, ids, ms, digests })).toEqual(readColumns());
});

it('no path and an empty path differ', () => {
  expect([splitPaths('', 0), splitPaths('', 1), splitPaths('a\0b', 2)]).toEqual([[], [''], ['a', 'b']]);
});
