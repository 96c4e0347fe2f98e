import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backupOriginal } from '../../../src/engine/commit/backupOriginal';
import { digestOf } from '../../../src/engine/fs/fileDigest';
import { FailureError } from '../../../src/shared/run/failure';
import { place, temporaryFolder } from '../fixtures/runs';

function fileAndStore() {
  const folder = temporaryFolder();
  return { folder, path: place(join(folder, 'a.png'), 'the original'), directory: place(join(temporaryFolder(), 'x')).slice(0, -2) };
}

test('a backup has the bytes, and its entry the permissions and the time', () => {
  const { path, directory } = fileAndStore();
  chmodSync(path, 0o640);
  utimesSync(path, 1000, 1234.5);
  const kept = backupOriginal(directory, '7-0', path);
  expect(kept).toEqual({
    kept: join('originals', '7-0'),
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
    sha256: digestOf(Buffer.from('the original')),
    mode: 0o100640,
    mtimeMs: 1_234_500,
  });
  expect(readFileSync(join(directory, kept.kept), 'utf8')).toBe('the original');
});

test('a backup keeps the original when a rename replaces the file', () => {
  const { folder, path, directory } = fileAndStore();
  const { kept } = backupOriginal(directory, '0-0', path);
  renameSync(place(join(folder, 'new'), 'the new one'), path);
  expect(readFileSync(join(directory, kept), 'utf8')).toBe('the original');
});

test('a file with several hard links is copied, since another program may write through another link', () => {
  const { folder, path, directory } = fileAndStore();
  linkSync(path, join(folder, 'b.png'));
  const { kept } = backupOriginal(directory, '0-0', path);
  writeFileSync(join(folder, 'b.png'), 'edited by its other name');
  expect(readFileSync(join(directory, kept), 'utf8')).toBe('the original');
  expect(statSync(join(directory, kept)).nlink).toBe(1);
});

test('a backup replaces one that a dead attempt left', () => {
  const { path, directory } = fileAndStore();
  place(join(directory, 'originals/0-0'), 'half of th');
  const { kept } = backupOriginal(directory, '0-0', path);
  expect(readFileSync(join(directory, kept), 'utf8')).toBe('the original');
});

test('a backup that fails has a message', () => {
  const { folder, path, directory } = fileAndStore();
  symlinkSync(path, join(folder, 'link.png'));
  mkdirSync(join(folder, 'folder.png'));
  for (const [name, reason] of [
    ['link.png', 'link.png is a link, not a file, so it was left as it is.'],
    ['folder.png', 'folder.png is a folder, not a file, so it was left as it is.'],
    ['gone.png', 'so the file was not touched'],
  ] as const) {
    expect(() => backupOriginal(directory, '0-0', join(folder, name)), name).toThrow(FailureError);
    expect(() => backupOriginal(directory, '0-0', join(folder, name)), name).toThrow(reason);
  }
  expect(readFileSync(path, 'utf8')).toBe('the original');
});
