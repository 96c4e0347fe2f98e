import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { node } from '../../../bundles.mjs';
import { identityOf } from '../../../src/engine/fs/regularFile';
import { DigestCache } from '../../../src/engine/inspect/digestCache';
import { type HashedFile, hashFile } from '../../../src/engine/inspect/hashFile';
import type { Digests } from '../../../src/shared/checksums/digestAlgorithms';
import { place, temporaryFolder } from '../fixtures/runs';

const now = 1_800_000_000_000;

/** A file as if hashed an hour after its last change. */
function hashed(ino: number, digests: Digests = { md5: String(ino) }): HashedFile {
  const mtimeNs = BigInt(now - 3_600_000) * 1_000_000n;
  return { identity: { size: 5n, mtimeNs, ctimeNs: mtimeNs, ino: BigInt(ino) }, digests, readAt: now };
}

const fileIn = (folder: string) => join(folder, 'digests.json');
const md5 = (cache: DigestCache, ino: number) => cache.find(`/${ino}`, hashed(ino).identity, ['md5'])?.md5;

function fill(cache: DigestCache, from: number, to: number): DigestCache {
  for (let ino = from; ino < to; ino += 1) cache.add(`/${ino}`, hashed(ino));
  return cache;
}

test('saved digests are found by another cache', () => {
  const folder = join(temporaryFolder(), 'made/by/the/cache');
  fill(new DigestCache(folder), 0, 10).save();
  const cache = new DigestCache(folder);
  expect(cache.size).toBe(10);
  expect(md5(cache, 7)).toBe('7');
  expect(md5(cache, 11)).toBeUndefined();
  expect(readdirSync(folder)).toEqual(['digests.json']);
  if (process.platform !== 'win32') expect(statSync(fileIn(folder)).mode & 0o777).toBe(0o600);
});

test('any change of a file invalidates its digests', () => {
  const cache = fill(new DigestCache(temporaryFolder()), 0, 1);
  const { identity } = hashed(0);
  for (const change of [{ size: 6n }, { mtimeNs: identity.mtimeNs + 1n }, { ctimeNs: identity.ctimeNs + 1n }, { ino: 9n }])
    expect(cache.find('/0', { ...identity, ...change }, ['md5'])).toBeUndefined();
  expect(cache.find('/0', identity, ['md5'])).toEqual({ md5: '0' });
});

test('algorithms accumulate for the same state of a file', () => {
  const cache = fill(new DigestCache(temporaryFolder()), 0, 1);
  const { identity } = hashed(0);
  expect(cache.find('/0', identity, ['md5', 'sha256'])).toBeUndefined();
  cache.add('/0', hashed(0, { sha256: 'abc' }));
  expect(cache.find('/0', identity, ['md5', 'sha256'])).toEqual({ md5: '0', sha256: 'abc' });
  expect(cache.find('/0', identity, ['sha256']), 'no more than was asked for').toEqual({ sha256: 'abc' });
  cache.add('/0', hashed(5, { sha256: 'def' }));
  expect(cache.find('/0', hashed(5).identity, ['sha256'])).toEqual({ sha256: 'def' });
  expect(cache.find('/0', hashed(5).identity, ['md5'])).toBeUndefined();
});

test('a real file is not found after a change that keeps its size', async () => {
  const folder = temporaryFolder();
  const path = place(join(folder, 'a.bin'), 'one');
  utimesSync(path, 1000, 1000);
  const cache = new DigestCache(join(folder, 'cache'));
  const file = await hashFile(path, ['sha256']);
  cache.add(path, file);
  expect(cache.find(path, identityOf(path), ['sha256'])).toEqual(file.digests);
  writeFileSync(path, 'two');
  expect(cache.find(path, identityOf(path), ['sha256'])).toBeUndefined();
});

test('a file that was changed just before it was read is not cached', async () => {
  const folder = temporaryFolder();
  const path = place(join(folder, 'a.bin'), 'one');
  const cache = new DigestCache(join(folder, 'cache'));
  cache.add(path, await hashFile(path, ['sha256']));
  expect(cache.size).toBe(0);
  utimesSync(path, Date.now() / 1000 + 3600, Date.now() / 1000 + 3600);
  cache.add(path, await hashFile(path, ['sha256']));
  expect(cache.size).toBe(0);
  utimesSync(path, Date.now() / 1000 - 3, Date.now() / 1000 - 3);
  cache.add(path, await hashFile(path, ['sha256']));
  expect(cache.size).toBe(1);
});

test('the least recently used files are dropped', () => {
  const cache = fill(new DigestCache(temporaryFolder(), 10), 0, 10);
  expect(md5(cache, 0)).toBe('0');
  fill(cache, 10, 15);
  expect(cache.size).toBe(10);
  expect([0, 1, 5, 6, 14].map((ino) => md5(cache, ino))).toEqual(['0', undefined, undefined, '6', '14']);
});

describe('a cache file that is damaged', () => {
  const whole = (folder: string) => {
    fill(new DigestCache(folder), 0, 100).save();
    return readFileSync(fileIn(folder));
  };

  test.each<[string, (bytes: Buffer) => Buffer | string]>([
    ['cut off', (bytes) => bytes.subarray(0, bytes.length - 10)],
    ['empty', () => ''],
    ['without a line', (bytes) => bytes.subarray(0, 30)],
    ['one bit off in a digest', (bytes) => Buffer.from(bytes.map((byte, index) => (index === bytes.length - 8 ? byte ^ 1 : byte)))],
    ['of another version', (bytes) => bytes.toString().replace('digests-1', 'digests-2')],
    ['something else', () => Buffer.alloc(1000, 'x')],
  ])('is discarded and rebuilt when it is %s', (_, spoil) => {
    const folder = temporaryFolder();
    writeFileSync(fileIn(folder), spoil(whole(folder)));
    const cache = new DigestCache(folder);
    expect(cache.size).toBe(0);
    fill(cache, 3, 4).save();
    expect(md5(new DigestCache(folder), 3)).toBe('3');
  });

  test('is harmless even if it is a folder', () => {
    const folder = temporaryFolder();
    place(join(fileIn(folder), 'x'));
    const cache = new DigestCache(folder);
    expect(cache.size).toBe(0);
    expect(() => fill(cache, 0, 1).save()).toThrow();
    expect(readdirSync(folder)).toEqual(['digests.json']);
  });
});

test('two caches in one folder merge their entries', () => {
  const folder = temporaryFolder();
  fill(new DigestCache(folder), 0, 1).save();
  const [a, b] = [new DigestCache(folder), new DigestCache(folder)];
  fill(a, 1, 3).save();
  fill(b, 3, 5).save();
  fill(a, 5, 6).save();
  const cache = new DigestCache(folder);
  expect([0, 1, 2, 3, 4, 5].map((ino) => md5(cache, ino))).toEqual(['0', '1', '2', '3', '4', '5']);
});

test('processes that save at the same time leave an intact file at every moment', async () => {
  const folder = temporaryFolder();
  const bundle = join(folder, 'saver.cjs');
  const cacheFolder = join(folder, 'cache');
  const source = `
    import { DigestCache } from './src/engine/inspect/digestCache';
    for (let round = 0; round < 40; round += 1) {
      const cache = new DigestCache(process.argv[2]);
      if (round > 0 && cache.size < 500) throw new Error('lost: ' + cache.size);
      for (let ino = 0; ino < 500; ino += 1)
        cache.add(process.pid + '/' + ino, { identity: { size: 1n, mtimeNs: 1n, ctimeNs: 1n, ino: BigInt(round) }, digests: { md5: 'x' }, readAt: Date.now() });
      cache.save();
    }`;
  const contents = { contents: source, resolveDir: process.cwd(), loader: 'ts' } as const;
  await build({ ...node, outExtension: {}, sourcemap: false, stdin: contents, outfile: bundle });
  const savers = [1, 2, 3].map(() => spawn(process.execPath, [bundle, cacheFolder], { stdio: 'inherit' }));
  const codes = await Promise.all(savers.map(async (saver) => (await once(saver, 'exit'))[0]));
  expect(codes).toEqual([0, 0, 0]);
  expect(new DigestCache(cacheFolder).size).toBeGreaterThanOrEqual(500);
  expect(readdirSync(cacheFolder)).toEqual(['digests.json']);
});

test('merged entries do not exceed the limit', () => {
  const folder = temporaryFolder();
  const [a, b] = [new DigestCache(folder, 10), new DigestCache(folder, 10)];
  fill(a, 0, 10).save();
  fill(b, 10, 16).save();
  const cache = new DigestCache(folder, 10);
  expect(cache.size).toBe(10);
  expect([5, 6, 15].map((ino) => md5(cache, ino))).toEqual([undefined, '6', '15']);
});

test('nothing is written without changes', () => {
  const folder = temporaryFolder();
  fill(new DigestCache(folder), 0, 1).save();
  const { ino } = statSync(fileIn(folder));
  const cache = new DigestCache(folder);
  md5(cache, 0);
  cache.save();
  expect(statSync(fileIn(folder)).ino).toBe(ino);
});

test('temp files of dead processes are removed, and recent ones are kept', () => {
  const folder = temporaryFolder();
  const old = place(join(folder, `digests-${'0'.repeat(16)}.tmp`));
  place(join(folder, `digests-${'1'.repeat(16)}.tmp`));
  place(join(folder, 'unrelated.tmp'));
  utimesSync(old, 1000, 1000);
  fill(new DigestCache(folder), 0, 1).save();
  expect(readdirSync(folder).sort()).toEqual([`digests-${'1'.repeat(16)}.tmp`, 'digests.json', 'unrelated.tmp']);
});
