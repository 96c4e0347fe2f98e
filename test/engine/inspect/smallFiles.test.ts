import { hash } from 'node:crypto';
import { appendFileSync, chmodSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Digester } from '../../../src/engine/inspect/digester';
import { firstBlockDigest } from '../../../src/engine/inspect/hashFile';
import { firstBlockReader, SmallFileReader, wholeFileReader } from '../../../src/engine/inspect/smallFiles';
import { firstBlockBytes, hashBlockBytes } from '../../../src/shared/run/inspection';
import { temporaryFolder } from '../fixtures/runs';

/** A file as a plan sees it. */
function plannedFile(content: string | Buffer) {
  const source = join(temporaryFolder(), 'file');
  writeFileSync(source, content);
  const { size: bytes, mtimeMs } = statSync(source);
  return { source, bytes, mtimeMs: Math.floor(mtimeMs) };
}

test('a small file gets the digests in the order of the algorithms, one file after the other', async () => {
  const reader = await wholeFileReader(['md5', 'sha256']);
  for (const text of ['text', 'a longer text', ''])
    expect(reader.read(plannedFile(text))?.digests).toEqual([hash('md5', text), hash('sha256', text)]);
});

test('a file of a whole block is read, a longer one is not', async () => {
  const reader = await wholeFileReader(['sha256']);
  const block = Buffer.alloc(hashBlockBytes, 7);
  expect(reader.read(plannedFile(block))?.digests).toEqual([hash('sha256', block)]);
  expect(reader.read(plannedFile(Buffer.alloc(hashBlockBytes + 1)))).toBeUndefined();
});

test('the digest of the first block is that of hashFile, for shorter and longer files', async () => {
  const reader = await firstBlockReader();
  for (const bytes of [5, firstBlockBytes, firstBlockBytes + 1, 3 * firstBlockBytes]) {
    const file = plannedFile(Buffer.alloc(bytes, 'abcdefg'));
    expect(reader.read(file)?.digests).toEqual([(await firstBlockDigest(file.source)).digests.blake3]);
  }
});

test('a file that is not as planned is not read', async () => {
  const reader = await wholeFileReader(['sha256']);
  const file = plannedFile('text');
  expect(reader.read({ ...file, bytes: 5 })).toBeUndefined();
  expect(reader.read({ ...file, mtimeMs: file.mtimeMs - 1 })).toBeUndefined();
  expect(reader.read({ ...file, source: `${file.source}-gone` })).toBeUndefined();
  const folder = join(temporaryFolder(), 'folder');
  mkdirSync(folder);
  const { size: bytes, mtimeMs } = statSync(folder);
  expect(reader.read({ source: folder, bytes, mtimeMs: Math.floor(mtimeMs) })).toBeUndefined();
  expect(reader.read(file)?.digests).toEqual([hash('sha256', 'text')]);
});

test('a file about which nothing is known is looked at, and read if it is wanted and short', async () => {
  const reader = await wholeFileReader(['sha256']);
  const { source, bytes } = plannedFile('text');
  const sizes: number[] = [];
  const seen = reader.see(source, (size) => sizes.push(size) > 0);
  expect([seen.digests, Number(seen.stats.size), sizes]).toEqual([[hash('sha256', 'text')], bytes, [bytes]]);
  expect(reader.see(source, () => false)).toMatchObject({ identity: { size: 4n }, digests: undefined });
  expect(reader.see(plannedFile(Buffer.alloc(hashBlockBytes + 1)).source, () => true).digests).toBeUndefined();
  expect(() => reader.see(temporaryFolder(), () => true)).toThrow('This is a folder, not a file.');
  expect(() => reader.see(`${source}-gone`, () => true)).toThrow('ENOENT');
});

function replaceSecretly(path: string): void {
  writeFileSync(path, 'TEXT');
  utimesSync(path, 1_000_000, 1_000_000);
}

test.each<readonly [string, (path: string) => void]>([
  ['grows', (path) => appendFileSync(path, 'more')],
  ['is written again', (path) => writeFileSync(path, 'TEXT')],
  ['is written again and gets its old time back', replaceSecretly],
  ['gets other permissions', (path) => chmodSync(path, 0o600)],
])('a file that %s while it is read is left', (_, change) => {
  const file = plannedFile('text');
  utimesSync(file.source, 1_000_000, 1_000_000);
  const planned = { ...file, mtimeMs: 1_000_000_000 };
  const digester = (digestOf: Digester['digestOf']): Digester => ({ digestOf, start: () => {}, update: () => {}, end: () => '' });
  const reading = (digestOf: Digester['digestOf']) => new SmallFileReader([digester(digestOf)], 100, false).read(planned)?.digests;
  expect(reading((bytes) => bytes.toString())).toEqual(['text']);
  expect(
    reading(() => {
      change(file.source);
      return '';
    }),
  ).toBeUndefined();
  const changing = digester(() => {
    change(file.source);
    return '';
  });
  expect(new SmallFileReader([changing], 100, false).see(file.source, () => true).digests).toBeUndefined();
});
