import { mkdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { expect, test } from 'vitest';
import { globMatcher } from '../../../src/engine/fs/ignoreFiles';
import type { PlanRequest } from '../../../src/shared/run/plan';
import { expandImages, longEdge, place, requestOf, temporaryFolder } from '../fixtures/runs';

/** Creates a repository of empty images, with .gitignore files by folder. */
function repository(images: string[], ignores: Record<string, string> = {}): string {
  const root = temporaryFolder();
  mkdirSync(join(root, '.git'));
  for (const path of images) place(join(root, path));
  for (const [folder, rules] of Object.entries(ignores)) place(join(root, folder, '.gitignore'), rules);
  return root;
}

async function found(root: string, rest: Partial<PlanRequest> = {}): Promise<string[]> {
  const { files } = await expandImages(requestOf(root, longEdge(10), rest));
  return files.map(({ path }) => relative(root, path).split(sep).join('/'));
}

test('node_modules and .git are never walked, whatever the settings', async () => {
  const root = repository(['a.png', 'node_modules/m.png', 'sub/node_modules/x/m.png', '.git/g.png', 'node_modules.png']);
  expect(await found(root, { useIgnoreFiles: false })).toEqual(['a.png', 'node_modules.png']);
});

test('a selected node_modules folder is walked', async () => {
  const root = repository(['node_modules/m.png', 'node_modules/node_modules/n.png']);
  expect(await found(root, { selection: [join(root, 'node_modules')] })).toEqual(['node_modules/m.png']);
});

test('the nearest of several .gitignore files decides', async () => {
  const root = repository(['a.png', 'a.jpg', 'sub/b.png', 'sub/b.jpg', 'sub/deep/c.png', 'sub/deep/c.jpg', 'out/o.png', 'sub/out/o.gif'], {
    '': '*.png\nout/\n',
    sub: '!b.png\n*.jpg\n',
    'sub/deep': '!c.jpg\n',
  });
  expect(await found(root)).toEqual(['a.jpg', 'sub/b.png', 'sub/deep/c.jpg']);
});

test('negations, anchors and comments in a .gitignore are respected', async () => {
  const root = repository(['a.png', 'keep.png', 'sub/keep.png', 'sub/top.jpg', 'top.jpg', '#x.gif'], {
    '': '# *.jpg\n*.png\n!keep.png\n/top.jpg\n\\#x.gif\n',
  });
  expect(await found(root)).toEqual(['keep.png', 'sub/keep.png', 'sub/top.jpg']);
});

test('a file below an ignored folder cannot be included again, as in git', async () => {
  const root = repository(['out/keep.png'], { '': 'out/\n!out/keep.png\n', out: '!keep.png' });
  expect(await found(root)).toEqual([]);
});

test('rules above the walked folder apply, up to the top of the repository', async () => {
  const root = repository(['sub/a.png', 'sub/b.png'], { '': 'b.png' });
  expect(await found(root, { selection: [join(root, 'sub')] })).toEqual(['sub/a.png']);
});

test('a selected folder is walked even if it is ignored, with its own rules', async () => {
  const root = repository(['out/a.png', 'out/b.png', 'out/sub/c.png'], { '': 'out/', out: 'b.png' });
  expect(await found(root, { selection: [join(root, 'out')] })).toEqual(['out/a.png', 'out/sub/c.png']);
  expect(await found(root, { selection: [join(root, 'out/sub')] })).toEqual(['out/sub/c.png']);
});

test('a selected file is included even if it is ignored', async () => {
  const root = repository(['a.png'], { '': '*.png' });
  expect(await found(root, { selection: [join(root, 'a.png')] })).toEqual(['a.png']);
});

test('outside a repository, .gitignore files above the walked folder are not read', async () => {
  const root = temporaryFolder();
  place(join(root, '.gitignore'), '*.png');
  place(join(root, 'sub/a.png'));
  expect(await found(root, { selection: [join(root, 'sub')] })).toEqual(['sub/a.png']);
});

test('reading .gitignore files can be turned off', async () => {
  const root = repository(['a.png'], { '': '*.png' });
  expect(await found(root, { useIgnoreFiles: false })).toEqual(['a.png']);
});

test('exclude globs are relative to the workspace folder', async () => {
  const root = repository(['a.png', 'dist/d.png', 'sub/dist/e.png', 'sub/x.png', 'thumbs/t.png']);
  expect(await found(root, { excludeGlobs: ['**/dist', 'thumbs/**'] })).toEqual(['a.png', 'sub/x.png']);
  expect(await found(root, { excludeGlobs: ['dist'], selection: [join(root, 'sub')] })).toEqual(['sub/x.png']);
});

test.each([
  ['*.png', 'a/b/c.png', true],
  ['a/*.png', 'a/c.png', true],
  ['a/*.png', 'b/a/c.png', false],
  ['**/*.{png,jpg}', 'c.jpg', true],
  ['./a/**', 'a/b/c.gif', true],
  ['.x/**', '.x/y.png', true],
  ['*.PNG', 'a.png', false],
])('whether the glob %s matches %s is %s', (glob, path, matches) => {
  expect(globMatcher([glob])(path)).toBe(matches);
});
