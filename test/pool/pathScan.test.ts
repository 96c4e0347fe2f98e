import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scanPaths } from '../../src/pool/pathScan';
import { StatusBoard } from '../../src/pool/statusBoard';
import { hashBlockBytes } from '../../src/shared/run/inspection';
import { unpackEntries } from '../../src/shared/run/packedMessages';
import { joinPaths, readTasks } from '../../src/shared/run/readFiles';
import { temporaryFolder } from '../engine/fixtures/runs';

const board = StatusBoard.create(1, 1);

async function scan(paths: readonly string[], { search, cacheFolder }: { readonly search?: number; readonly cacheFolder?: string } = {}) {
  const inspection = { kind: 'hash', algorithms: [search === undefined ? 'sha256' : 'blake3'] } as const;
  const setup = { runId: '', inspection, timeoutSeconds: 0, sequential: false, ...(cacheFolder !== undefined && { cacheFolder }) };
  const ids = Float64Array.from(paths, (_, index) => index + 10);
  const { read, others, ...rest } = await scanPaths(
    { setup, ids, paths: joinPaths(paths), ...(search !== undefined && { search }) },
    0,
    board,
  );
  return { ...rest, read: readTasks(read), links: read.links, others: unpackEntries(others) };
}

function filesOf(contents: readonly (string | Buffer)[]): string[] {
  const folder = temporaryFolder();
  return contents.map((content, index) => {
    const path = join(folder, String(index));
    writeFileSync(path, content);
    return path;
  });
}

test('Small files are read, longer ones are tasks, and whatever is no file is skipped with its reason', async () => {
  const paths = filesOf(['text', Buffer.alloc(hashBlockBytes + 1), '']);
  const folder = join(temporaryFolder(), 'folder');
  mkdirSync(folder);
  const { files, read, others, hashed } = await scan([...paths, folder, `${folder}-gone`]);
  expect(files).toBe(5);
  expect(read.map(({ id, source, bytes, known }) => [id, source, bytes, known?.sha256])).toEqual([
    [10, paths[0], 4, hash('sha256', 'text')],
    [12, paths[2], 0, hash('sha256', '')],
  ]);
  expect(others).toMatchObject([
    { id: 11, source: paths[1], bytes: hashBlockBytes + 1 },
    { id: 13, status: 'skipped', message: 'This is a folder, not a file.' },
    { id: 14, status: 'failed', code: 'vanished' },
  ]);
  expect(hashed).toEqual([]);
  expect((await scan(paths, { cacheFolder: '/cache' })).hashed).toMatchObject([
    [paths[0], { digests: { sha256: hash('sha256', 'text') }, identity: { size: 4n } }],
    [paths[2], { identity: { size: 0n } }],
  ]);
  expect(board.read(0)[0]).toMatchObject({ task: -1 });
});

test.skipIf(process.platform === 'win32')('A pipe that took the place of a file does not block', async () => {
  const path = join(temporaryFolder(), 'pipe');
  spawnSync('mkfifo', [path]);
  expect((await scan([path])).others).toMatchObject([{ status: 'skipped', message: 'This is a pipe, not a file.' }]);
});

test('A chunk ends when much has been read', async () => {
  const paths = filesOf(Array.from({ length: 20 }, () => Buffer.alloc(hashBlockBytes)));
  const { files, read } = await scan(paths);
  expect([files, read.length]).toEqual([16, 16]);
});

test('A search for duplicates reads a file if it has met another of its size', async () => {
  const paths = filesOf(['aa', 'b', 'cc', 'dd', 'eee', 'ff', '', '']);
  const { read, links, others } = await scan(paths, { search: 1 });
  expect(read.map(({ id }) => id)).toEqual([12, 13, 15]);
  expect(others.map(({ id }) => id)).toEqual([10, 11, 14, 16, 17]);
  expect(links?.inos).toHaveLength(3);
  expect(others[0]).toHaveProperty('link');
  expect((await scan(paths.slice(0, 1), { search: 1 })).read).toHaveLength(1);
  expect((await scan(paths.slice(0, 1), { search: 2 })).read).toHaveLength(0);
});
