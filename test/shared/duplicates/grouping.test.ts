import { linkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DuplicateGroup,
  distinctFiles,
  duplicateGroups,
  type FileRecord,
  groupBySize,
  linkOf,
  partitionByFirstBlock,
  splitBy,
} from '../../../src/shared/duplicates/grouping';
import { temporaryFolder } from '../../engine/fixtures/runs';

const record = (path: string, bytes: number, link?: string): FileRecord => ({ path, bytes, mtimeMs: 0, ...(link && { link }) });
const paths = (files: readonly { readonly path: string }[]) => files.map(({ path }) => path);

/** Runs all steps on given contents. The first three characters of a file are its first block. */
function duplicatesOf(contents: Readonly<Record<string, string>>, asked: string[] = []): DuplicateGroup[] {
  const firstBlock = 3;
  const { files } = distinctFiles(Object.entries(contents).map(([path, { length }]) => record(path, length)));
  const read = (path: string, length?: number) => {
    asked.push(length ? path : `${path} whole`);
    return (contents[path] as string).slice(0, length);
  };
  const { complete, open } = partitionByFirstBlock(
    splitBy(groupBySize(files), ({ path }) => read(path, firstBlock)),
    firstBlock,
  );
  return duplicateGroups([...complete, ...splitBy(open, ({ path }) => read(path))]);
}

describe('distinctFiles', () => {
  test('hard links to one file count as one file with further names', () => {
    const { files, empty } = distinctFiles([record('/c', 5, '1:9'), record('/b', 5), record('/a', 5, '1:9'), record('/d', 5, '1:8')]);
    const a = { path: '/a', bytes: 5, mtimeMs: 0, link: '1:9', otherNames: ['/c'] };
    expect(files).toEqual([record('/b', 5), a, record('/d', 5, '1:8')]);
    expect(empty).toEqual([]);
  });

  test('empty files are listed separately', () => {
    const { files, empty } = distinctFiles([record('/b', 0), record('/a', 1), record('/0', 0)]);
    expect(paths(files)).toEqual(['/a']);
    expect(paths(empty)).toEqual(['/0', '/b']);
  });

  test('a path that is listed twice is not a duplicate', () => {
    expect(distinctFiles([record('/a', 1), record('/a', 1)]).files).toHaveLength(1);
    expect(distinctFiles([record('/a', 1, '1:1'), record('/a', 1, '1:1')]).files).toEqual([record('/a', 1, '1:1')]);
  });

  test('the identity of a file comes from the file system', () => {
    const folder = temporaryFolder();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => join(folder, name)) as [string, string, string];
    for (const path of [a, c]) writeFileSync(path, 'same');
    linkSync(a, b);
    const [linkA, linkB, linkC] = [a, b, c].map((path) => linkOf(statSync(path, { bigint: true })));
    expect(linkA).toMatch(/^\d+:\d+$/);
    expect(linkB).toBe(linkA);
    expect(linkC).not.toBe(linkA);
    // Two identities that would be equal as plain numbers.
    const [one, other] = [2n ** 60n, 2n ** 60n + 1n].map((ino) => linkOf({ dev: 1n, ino }));
    expect(one).not.toBe(other);
    expect(linkOf({ dev: 1n, ino: 0n })).toBeUndefined();
  });
});

describe('groups of duplicates', () => {
  test('start with those that could free the most space, then sort by path', () => {
    const groups = duplicatesOf({
      '/z': 'aaaaa',
      '/y': 'aaaaa',
      '/b': 'bb',
      '/a': 'bb',
      '/d': 'cc',
      '/c': 'cc',
      '/e': 'cc',
      '/f': 'dddddd',
    });
    expect(groups.map(({ files, bytes, spareBytes }) => [paths(files), bytes, spareBytes])).toEqual([
      [['/y', '/z'], 5, 5],
      [['/c', '/d', '/e'], 2, 4],
      [['/a', '/b'], 2, 2],
    ]);
  });

  test('need no reads beyond those that can decide', () => {
    const asked: string[] = [];
    duplicatesOf(
      { '/alone': 'xxxxxxx', '/a': 'abc1', '/b': 'abd1', '/c': 'abc2', '/short1': 'qq', '/short2': 'qq', '/short3': 'rr' },
      asked,
    );
    expect(asked.sort()).toEqual(['/a', '/a whole', '/b', '/c', '/c whole', '/short1', '/short2', '/short3']);
  });

  test('leave out files that could not be read', () => {
    const { files } = distinctFiles([record('/a', 1), record('/b', 1), record('/c', 1)]);
    expect(splitBy(groupBySize(files), ({ path }) => (path === '/b' ? undefined : 'x'))).toEqual([[record('/a', 1), record('/c', 1)]]);
    expect(splitBy(groupBySize(files), ({ path }) => (path === '/b' ? 'x' : undefined))).toEqual([]);
  });

  test('do not consist of hard links to one file', () => {
    expect(groupBySize(distinctFiles([record('/a', 5, '1:9'), record('/b', 5, '1:9')]).files)).toEqual([]);
  });

  test('equal those of comparing every file with every other', () => {
    const name = fc.stringMatching(/^[a-f]{1,2}$/);
    const content = fc.stringMatching(/^[xy]{0,5}$/);
    fc.assert(
      fc.property(fc.dictionary(name, content, { maxKeys: 20 }), (contents) => {
        const names = Object.keys(contents).sort();
        const texts = [...new Set(Object.values(contents))].filter((text) => text !== '');
        const wanted = texts.map((text) => names.filter((path) => contents[path] === text)).filter(({ length }) => length > 1);
        const found = duplicatesOf(contents).map(({ files }) => paths(files));
        expect(found.sort()).toEqual(wanted.sort());
      }),
      { numRuns: 500 },
    );
  });
});

test('half a million files are grouped within 5 s of CPU time and 400 MB', () => {
  const count = 500_000;
  const records = Array.from({ length: count }, (_, index) => {
    const place = (index * 7919) % count;
    return record(`/photos/${place % 300}/IMG_${place}.jpg`, 1000 + (place % 200_000), index % 50 === 0 ? `1:${place >> 1}` : undefined);
  });
  const before = process.memoryUsage().heapUsed;
  const start = process.cpuUsage();
  const { files } = distinctFiles(records);
  const byBlock = splitBy(groupBySize(files), ({ path }) => path.slice(-2));
  const groups = duplicateGroups(splitBy(byBlock, ({ path }) => path.slice(-3)));
  const ms = process.cpuUsage(start).user / 1000;
  const megabytes = (process.memoryUsage().heapUsed - before) / 1e6;
  console.log(`${count} files: ${ms.toFixed(0)} ms, ${megabytes.toFixed(0)} MB, ${groups.length} groups`);
  expect(groups.length).toBeGreaterThan(1000);
  expect(ms).toBeLessThan(5000);
  expect(megabytes).toBeLessThan(400);
});
