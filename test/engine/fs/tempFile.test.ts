import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { exists, moveOver, moveToFreePlace, sweepTemps, tempPath, writeTemp } from '../../../src/engine/fs/tempFile';
import { filesIn, place, temporaryFolder } from '../fixtures/runs';

test('a temp file is hidden and in the folder of its target', () => {
  const temp = tempPath('/a/b/photo.png', 'run', 3, 1);
  expect(dirname(temp)).toBe('/a/b');
  expect(basename(temp)).toBe('.assetmill-run-3-1.tmp');
});

test('writing a temp file sets bytes and permissions and replaces one of an earlier attempt', () => {
  const temp = place(join(temporaryFolder(), 'a.tmp'), 'left by an earlier attempt');
  writeTemp(temp, Buffer.from('bytes'), 0o100644);
  expect(readFileSync(temp, 'utf8')).toBe('bytes');
  const secret = join(dirname(temp), 'b.tmp');
  writeTemp(secret, Buffer.from('bytes'), 0o100600);
  expect(statSync(secret).mode & 0o777).toBe(0o600);
});

test('a temp file that cannot be written leaves nothing behind', () => {
  const folder = temporaryFolder();
  expect(() => writeTemp(join(folder, 'gone/a.tmp'), Buffer.from('x'), 0o644)).toThrow('ENOENT');
  mkdirSync(join(folder, 'a.tmp'));
  expect(() => writeTemp(join(folder, 'a.tmp'), Buffer.from('x'), 0o644)).toThrow('EISDIR');
  expect(filesIn(folder)).toEqual([]);
});

test('a temp file moves to a free path, but not to a taken one', () => {
  const folder = temporaryFolder();
  const target = join(folder, 'a.png');
  moveToFreePlace(place(join(folder, '1.tmp'), 'first'), target);
  const second = place(join(folder, '2.tmp'), 'second');
  expect(() => moveToFreePlace(second, target)).toThrow('EEXIST');
  expect(readFileSync(target, 'utf8')).toBe('first');
  expect(filesIn(folder)).toEqual(['2.tmp', 'a.png']);
});

test('a broken link or a folder takes a path, too', () => {
  const folder = temporaryFolder();
  symlinkSync(join(folder, 'gone'), join(folder, 'link.png'));
  mkdirSync(join(folder, 'folder.png'));
  const temp = place(join(folder, 'a.tmp'), 'x');
  for (const name of ['link.png', 'folder.png']) expect(() => moveToFreePlace(temp, join(folder, name))).toThrow('EEXIST');
  expect(exists(join(folder, 'link.png'))).toBe(true);
  expect(existsSync(join(folder, 'gone'))).toBe(false);
});

test('moving over a file replaces it', () => {
  const folder = temporaryFolder();
  const target = place(join(folder, 'a.png'), 'old');
  moveOver(place(join(folder, 'a.tmp'), 'new'), target);
  expect(readFileSync(target, 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['a.png']);
});

test('a sweep removes only the temp files of its run', () => {
  const folder = temporaryFolder();
  const target = place(join(folder, 'sub/a.png'), 'x');
  place(tempPath(target, 'run', 0, 0));
  place(tempPath(target, 'run', 12, 1));
  place(tempPath(join(folder, 'b.png'), 'run', 1, 0));
  place(tempPath(target, 'run2', 0, 0));
  place(join(folder, 'sub/.assetmill-run-notes.txt'), 'somebody else');
  expect(sweepTemps('run', [target, join(folder, 'b.png'), join(folder, 'never/made.png')])).toBe(3);
  expect(filesIn(folder)).toEqual(['sub/.assetmill-run-notes.txt', 'sub/.assetmill-run2-0-0.tmp', 'sub/a.png']);
});
