import { linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isImageName } from '../../../src/engine/formats/imageExtensions';
import { findFiles } from '../../../src/engine/fs/findFiles';
import type { PlanRequest } from '../../../src/shared/run/plan';
import { expandImages, longEdge, place, recipeOf, requestOf, temporaryFolder } from '../fixtures/runs';

/** The files found, relative to the folder. */
async function found(root: string, rest: Partial<PlanRequest> = {}, outputFolders: string[] = []): Promise<string[]> {
  const { files } = await expandImages(requestOf(root, longEdge(10), rest), outputFolders);
  return files.map(({ path }) => relative(root, path).split(sep).join('/'));
}

function folderWith(...paths: string[]): string {
  const root = temporaryFolder();
  for (const path of paths) place(join(root, path), path);
  return root;
}

describe('walking', () => {
  test('visits all folders and sorts the files', async () => {
    const root = folderWith('b.png', 'a/z.JPG', 'a/b/c/d.webp', 'Z.gif', 'a.png');
    expect(await found(root)).toEqual(['Z.gif', 'a.png', 'a/b/c/d.webp', 'a/z.JPG', 'b.png']);
  });

  test('lists a file once even if it is reached in several ways', async () => {
    const root = folderWith('a/x.png');
    symlinkSync(join(root, 'a/x.png'), join(root, 'link.png'));
    symlinkSync(join(root, 'a'), join(root, 'b'));
    const selection = [root, join(root, 'a'), join(root, 'a/x.png'), join(root, 'a/x.png'), join(root, 'link.png')];
    expect(await found(root, { selection })).toEqual(['a/x.png']);
  });

  test('lists hard links as separate files', async () => {
    const root = folderWith('x.png');
    linkSync(join(root, 'x.png'), join(root, 'y.png'));
    expect(await found(root)).toEqual(['x.png', 'y.png']);
  });

  test('ends at a link that loops', async () => {
    const root = folderWith('a/x.png', 'a/b/y.png');
    symlinkSync(root, join(root, 'a/b/loop'));
    symlinkSync('.', join(root, 'a/self'));
    expect(await found(root)).toEqual(['a/b/y.png', 'a/x.png']);
  });

  test('resolves a link in a folder that is reached only by a link', async () => {
    const root = folderWith('real/a.png', '.gitignore');
    place(join(root, '.gitignore'), 'store/');
    place(join(root, 'store/inner/b.png'), 'b');
    symlinkSync(join(root, 'real/a.png'), join(root, 'store/inner/link.png'));
    symlinkSync(join(root, 'store/inner'), join(root, 'way'));
    expect(await found(root)).toEqual(['real/a.png', 'store/inner/b.png']);
  });

  test('follows a link to a folder outside and skips a broken one', async () => {
    const root = folderWith('a.png');
    const outside = folderWith('o.png');
    symlinkSync(outside, join(root, 'link'));
    symlinkSync(join(root, 'gone'), join(root, 'broken.png'));
    expect(new Set(await found(root))).toEqual(new Set(['a.png', relative(root, join(outside, 'o.png')).split(sep).join('/')]));
  });

  test('ignores a link to a folder outside if requested, but follows one inside', async () => {
    const root = folderWith('sub/deep/a.png');
    symlinkSync('deep', join(root, 'sub/again'));
    const outside = folderWith('o.png');
    symlinkSync(outside, join(root, 'link'));
    const search = { ...requestOf(root, longEdge(10)), include: [], exclude: [], skipFolders: [], isCandidate: isImageName };
    const { files } = await findFiles({ ...search, staysInside: true }, new AbortController().signal);
    expect(files.map(({ path }) => path)).toEqual([join(root, 'sub/deep/a.png')]);
  });

  test('follows a selected link to a folder', async () => {
    const root = folderWith('a/x.png');
    symlinkSync(join(root, 'a'), join(root, 'link'));
    expect(await found(root, { selection: [join(root, 'link')] })).toEqual(['a/x.png']);
  });

  test('finds files with unusual names', async () => {
    const names = [
      'two  spaces.png',
      `"quotes" and 'single'.png`,
      'caf\u00e9.png',
      'cafe\u0301.png',
      '🐟 家族.png',
      'new\nline.png',
      '-dash.png',
      '#hash.png',
      '!bang.png',
      '[a]{b}*.png',
      'back\\slash.png',
      '.hidden.png',
      '..dots.png',
    ];
    const root = folderWith(...names, '.folder/x.png', '#folder/x.png');
    expect(await found(root)).toEqual([...names, '.folder/x.png', '#folder/x.png'].sort());
  });
});

describe('a selection', () => {
  test('lists images that cannot be decoded and counts other files', async () => {
    const root = folderWith('a.png', 'b.heic', 'c.PSD', 'readme.md', 'noextension', 'sub/x.txt');
    const { files, otherFiles } = await expandImages(requestOf(root, longEdge(10)));
    expect(files.map(({ path }) => relative(root, path))).toEqual(['a.png', 'b.heic', 'c.PSD']);
    expect(otherFiles).toBe(3);
  });

  test('includes a selected file whatever its name', async () => {
    const root = folderWith('noextension');
    expect(await found(root, { selection: [join(root, 'noextension')] })).toEqual(['noextension']);
  });

  test('reports missing paths', async () => {
    const root = folderWith('a.png');
    const request = requestOf(root, longEdge(10), { selection: [join(root, 'a.png'), join(root, 'gone.png')] });
    const { files, unreachable } = await expandImages(request);
    expect(files).toHaveLength(1);
    expect(unreachable.map(({ path }) => path)).toEqual([join(root, 'gone.png')]);
  });

  test('is filtered by the include and exclude globs of the recipe', async () => {
    const root = folderWith('a.png', 'b.jpg', 'icons/c.png', 'icons/big/d.png', 'old/e.png');
    const globs = (include: string[], exclude: string[] = []) => found(root, { recipe: recipeOf(longEdge(10, { include, exclude })) });
    expect(await globs(['*.png'])).toEqual(['a.png', 'icons/big/d.png', 'icons/c.png', 'old/e.png']);
    expect(await globs(['icons/**'])).toEqual(['icons/big/d.png', 'icons/c.png']);
    expect(await globs(['./icons/*'])).toEqual(['icons/c.png']);
    expect(await globs(['**/*.{jpg,webp}'])).toEqual(['b.jpg']);
    expect(await globs([], ['old/**', '*.jpg'])).toEqual(['a.png', 'icons/big/d.png', 'icons/c.png']);
    expect(await globs(['*.png'], ['**/big/**'])).toEqual(['a.png', 'icons/c.png', 'old/e.png']);
  });

  test('accepts a glob that starts with a hash', async () => {
    const root = folderWith('#1.png', '2.png');
    expect(await found(root, { recipe: recipeOf(longEdge(10, { include: ['#*.png'] })) })).toEqual(['#1.png']);
  });

  test('excludes an output folder below it, but not a selected one', async () => {
    const root = folderWith('a.png', 'small/a.png', 'sub/small/b.png');
    expect(await found(root, {}, [join(root, 'small')])).toEqual(['a.png', 'sub/small/b.png']);
    expect(await found(root, { selection: [join(root, 'small')] }, [join(root, 'small')])).toEqual(['small/a.png']);
  });
});

describe('the base of a mirrored tree', () => {
  async function relativeDirs(root: string, selection: string[]): Promise<Record<string, string>> {
    const { files } = await expandImages(requestOf(root, longEdge(10), { selection }));
    return Object.fromEntries(files.map(({ path, relativeDir }) => [relative(root, path), relativeDir]));
  }

  test('is a single folder itself, otherwise the nearest common folder', async () => {
    const root = folderWith('a/x.png', 'a/sub/y.png', 'b/z.png');
    const [a, b] = [join(root, 'a'), join(root, 'b')];
    expect(await relativeDirs(root, [a])).toEqual({ 'a/x.png': '', 'a/sub/y.png': 'sub' });
    expect(await relativeDirs(root, [a, a])).toEqual({ 'a/x.png': '', 'a/sub/y.png': 'sub' });
    expect(await relativeDirs(root, [a, b])).toEqual({ 'a/x.png': 'a', 'a/sub/y.png': 'a/sub', 'b/z.png': 'b' });
    expect(await relativeDirs(root, [join(a, 'x.png')])).toEqual({ 'a/x.png': '' });
    expect(await relativeDirs(root, [join(a, 'sub/y.png'), join(a, 'x.png')])).toEqual({ 'a/sub/y.png': 'sub', 'a/x.png': '' });
  });

  test('does not change when a folder in a selected folder is selected, too', async () => {
    const root = folderWith('a/x.png', 'a/sub/y.png');
    const [a, sub] = [join(root, 'a'), join(root, 'a/sub')];
    for (const selection of [
      [a, sub],
      [sub, a],
      [a, join(sub, 'y.png')],
    ])
      expect(await relativeDirs(root, selection)).toEqual({ 'a/x.png': '', 'a/sub/y.png': 'sub' });
  });

  test('is shared by the roots for a folder that they share', async () => {
    const root = folderWith('app/img/x.png', 'lib/img/x.png', 'lib/img/sub/y.png');
    const roots = [join(root, 'app'), join(root, 'lib')];
    const { files } = await expandImages(requestOf(root, longEdge(10), { roots, selection: roots.map((each) => join(each, 'img')) }));
    expect(files.map(({ path, relativeDir, sharedDir }) => [relative(root, path), relativeDir, sharedDir])).toEqual([
      ['app/img/x.png', '', 'app/img'],
      ['lib/img/sub/y.png', 'sub', 'lib/img/sub'],
      ['lib/img/x.png', '', 'lib/img'],
    ]);
  });

  test('contains every file, even if a link leads outside', async () => {
    const root = folderWith('a/x.png', 'b/sub/y.png');
    mkdirSync(join(root, 'a/in'));
    symlinkSync(join(root, 'b'), join(root, 'a/in/link'));
    expect(await relativeDirs(root, [join(root, 'a')])).toEqual({ 'a/x.png': '', 'b/sub/y.png': 'in/link/sub' });
  });
});
