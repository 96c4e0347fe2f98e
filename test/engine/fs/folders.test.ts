import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, removeEmptyFolders } from '../../../src/engine/fs/folders';
import { filesIn, place, temporaryFolder } from '../fixtures/runs';

test('creating a folder returns the topmost new one', () => {
  const root = temporaryFolder();
  expect(makeFolder(join(root, 'a/b/c'))).toBe(join(root, 'a'));
  expect(makeFolder(join(root, 'a/b/d'))).toBe(join(root, 'a/b/d'));
  expect(makeFolder(join(root, 'a/b'))).toBeUndefined();
});

test('creating a folder fails if a file is in the way', () => {
  const root = temporaryFolder();
  place(join(root, 'a'));
  expect(() => makeFolder(join(root, 'a/b'))).toThrow('ENOTDIR');
  expect(() => makeFolder(join(root, 'a'))).toThrow('EEXIST');
});

test('only empty folders are removed', () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'a/b/c'), { recursive: true });
  place(join(root, 'a/d/mine.txt'));
  removeEmptyFolders(join(root, 'a'));
  expect(existsSync(join(root, 'a/b'))).toBe(false);
  expect(filesIn(root)).toEqual(['a/d/mine.txt']);
  removeEmptyFolders(join(root, 'gone'));
});
