import { expect, test } from 'vitest';
import { mirrorBase, mirrorBases, type SelectedPath } from '../../../src/engine/fs/mirroredTree';

/** A path that ends with a slash is a folder. */
function selected(...paths: readonly string[]): SelectedPath[] {
  return paths.map((path) => ({ path: path.replace(/[\\/]$/, ''), isFolder: /[\\/]$/.test(path) }));
}

test.each([
  ['a single folder', ['/w/tree/'], '/w/tree'],
  ['a single file', ['/w/tree/a.png'], '/w/tree'],
  ['two folders', ['/w/tree/users/', '/w/tree/groups/'], '/w/tree'],
  ['folders at different depths', ['/w/a/b/c/', '/w/a/d/'], '/w/a'],
  ['folders whose names start alike', ['/w/tree/', '/w/tree-2/'], '/w'],
  ['a folder and a folder in it', ['/w/tree/', '/w/tree/users/'], '/w/tree'],
  ['a folder in another one, in any order', ['/w/tree/a/b/', '/w/tree/'], '/w/tree'],
  ['a folder and a file in it', ['/w/tree/', '/w/tree/users/a.png'], '/w/tree'],
  ['a folder and a file beside it', ['/w/tree/users/', '/w/tree/a.png'], '/w/tree'],
  ['files of one name in two folders', ['/w/users/icon.png', '/w/groups/icon.png'], '/w'],
  ['files of one folder', ['/w/users/a.png', '/w/users/b.png'], '/w/users'],
  ['folders without a common one', ['/a/', '/b/'], '/'],
  ['folders on one Windows drive, in any case', ['C:\\Pics\\Users\\', 'c:\\pics\\groups\\'], 'C:\\Pics'],
  ['folders on one share', ['\\\\server\\share\\a\\x\\', '\\\\server\\share\\a\\y\\'], '\\\\server\\share\\a'],
])('%s: the base of the mirrored tree', (_, paths, base) => {
  expect(mirrorBase(selected(...paths))).toBe(base);
});

test('each Windows drive has its own base, since no folder contains both', () => {
  const basesOf = mirrorBases(selected('C:\\a\\x\\', 'D:\\b\\y\\', 'C:\\a\\z\\', 'd:\\b\\w\\'), []);
  for (const of of ['ofRoot', 'ofSelection'] as const) {
    expect(basesOf('C:\\a\\x')[of]).toBe('C:\\a');
    expect(basesOf('d:\\b\\w')[of]).toBe('D:\\b');
  }
});

test('each root has a base for its own folders, and all have one for a folder that they share', () => {
  const basesOf = mirrorBases(selected('/w/app/img/', '/w/lib/img/', '/w/lib/docs/'), ['/w/app', '/w/lib']);
  expect(basesOf('/w/app/img')).toEqual({ ofRoot: '/w/app/img', ofSelection: '/w' });
  expect(basesOf('/w/lib/img')).toEqual({ ofRoot: '/w/lib', ofSelection: '/w' });
});
