import { posix, win32 } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commonFolder, driveOf, fileName, parentFolder, relativePath } from '../../../src/shared/values/paths';

const posixPaths = ['/', '/a', '/a/b', '/a/b/c.png', '/a/bc', '/A/b', '/a\\b/c', '/d/e/f'];
const windowsPaths = [
  'C:\\',
  'C:\\a',
  'c:\\A\\b',
  'C:\\a\\b\\c.png',
  'C:\\a\\bc',
  'D:\\x\\y',
  '\\\\host\\share\\a',
  '\\\\HOST\\share\\a\\b',
];

describe.each([
  ['POSIX', posix, posixPaths],
  ['Windows', win32, windowsPaths],
] as const)('%s', (_, path, paths) => {
  test.each(paths)('the path from every folder to %s is the one that Node finds', (to) => {
    for (const from of paths) {
      expect(relativePath(to, from), `from ${from}`).toBe(path.relative(from, to).split(path.sep).join('/'));
    }
  });

  test.each(paths)('the folder that %s and another one share contains both', (one) => {
    for (const other of paths) {
      const common = commonFolder([one, other]);
      const sameRoot = path.parse(one).root.toLowerCase() === path.parse(other).root.toLowerCase();
      if (!sameRoot) {
        expect(common, other).toBe(path.parse(one).root);
        continue;
      }
      expect(path.relative(common, one).startsWith('..'), other).toBe(false);
      expect(path.relative(common, other).startsWith('..'), other).toBe(false);
      // No folder below it contains both.
      const [next] = path.relative(common, one).split(path.sep);
      if (next) expect(path.relative(path.join(common, next), other), other).toMatch(/^\.\./);
    }
  });
});

test('a single folder is its own common folder, and no folder has none', () => {
  expect(commonFolder(['/a/b'])).toBe('/a/b');
  expect(commonFolder([])).toBe('');
});

test.each([
  ['/a/b.png', 'b.png', '/a', '/'],
  ['/b\\c.png', 'b\\c.png', '/', '/'],
  ['/', '', '/', '/'],
  ['C:\\a\\b.png', 'b.png', 'C:\\a', 'c:\\'],
  ['c:/a', 'a', 'c:\\', 'c:\\'],
  ['\\\\Server\\Share\\a\\b.png', 'b.png', '\\\\Server\\Share\\a', '\\\\server\\share\\'],
  ['a/b.png', 'b.png', undefined, undefined],
])('%s has a name, a folder, and a drive', (path_, name, folder, drive) => {
  expect(fileName(path_)).toBe(name);
  if (folder !== undefined) expect(parentFolder(path_)).toBe(folder);
  if (drive !== undefined) expect(driveOf(path_)).toBe(drive);
});
