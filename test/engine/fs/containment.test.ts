import { mkdirSync, symlinkSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from 'vitest';
import { isDirectlyIn, isInside, realPath, rootOf } from '../../../src/engine/fs/containment';
import { temporaryFolder } from '../fixtures/runs';

test.each([
  ['/a/b', '/a', true],
  ['/a', '/a', true],
  ['/ab', '/a', false],
  ['/a/../b', '/a', false],
  ['/a/..b', '/a', true],
  ['/a/...', '/a', true],
  ['/', '/a', false],
])('whether %s is inside %s is %s', (path, folder, inside) => {
  expect(isInside(path, folder)).toBe(inside);
});

test('the root of a path is the innermost one', () => {
  expect(rootOf('/a/b/c.png', ['/a', '/a/b', '/a/bc'])).toBe('/a/b');
  expect(rootOf('/x', ['/a'])).toBeUndefined();
});

test('links are resolved, for a missing path as far as it exists', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'real'));
  symlinkSync(join(folder, 'real'), join(folder, 'link'));
  expect(realPath(join(folder, 'link'))).toBe(join(folder, 'real'));
  expect(realPath(join(folder, 'link', 'new', 'a.png'))).toBe(join(folder, 'real', 'new', 'a.png'));
});

test('only what is directly in a folder is so, and of a root it is not known', () => {
  const [folder, file] = [join(sep, 'a', 'b'), join(sep, 'a', 'b', 'c')];
  expect(isDirectlyIn(file, folder)).toBe(true);
  for (const other of [join(sep, 'a'), join(sep, 'a', 'x'), file, '']) expect(isDirectlyIn(file, other)).toBe(false);
  expect([isDirectlyIn(join(sep, 'a'), sep), isDirectlyIn(join(sep, 'a'), '')]).toEqual([false, false]);
});
