import { linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isImageName } from '../../../src/engine/formats/imageExtensions';
import { expand } from '../../../src/engine/fs/findFiles';
import type { PlanRequest } from '../../../src/shared/run/plan';
import { expandImages, longEdge, place, recipeOf, requestOf, temporaryFolder } from '../fixtures/runs';

/** What is found, relative to the folder. */
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
  test('folders are walked to the bottom and the files sorted', async () => {
    const root = folderWith('b.png', 'a/z.JPG', 'a/b/c/d.webp', 'Z.gif', 'a.png');
    expect(await found(root)).toEqual(['Z.gif', 'a.png', 'a/b/c/d.webp', 'a/z.JPG', 'b.png']);
  });

  test('a file reached by its folder, by itself, by a link and twice is listed once', async () => {
    const root = folderWith('a/x.png');
    symlinkSync(join(root, 'a/x.png'), join(root, 'link.png'));
    symlinkSync(join(root, 'a'), join(root, 'b'));
    const selection = [root, join(root, 'a'), join(root, 'a/x.png'), join(root, 'a/x.png'), join(root, 'link.png')];
    expect(await found(root, { selection })).toEqual(['a/x.png']);
  });

  test('two names of one file are two files: writing to one leaves the other', async () => {
    const root = folderWith('x.png');
    linkSync(join(root, 'x.png'), join(root, 'y.png'));
    expect(await found(root)).toEqual(['x.png', 'y.png']);
  });

  test('a link that loops ends', async () => {
    const root = folderWith('a/x.png', 'a/b/y.png');
    symlinkSync(root, join(root, 'a/b/loop'));
    symlinkSync('.', join(root, 'a/self'));
    expect(await found(root)).toEqual(['a/b/y.png', 'a/x.png']);
  });

  test('a link in a folder that only a link leads to is the file that it leads to', async () => {
    const root = folderWith('real/a.png', '.gitignore');
    place(join(root, '.gitignore'), 'store/');
    place(join(root, 'store/inner/b.png'), 'b');
    symlinkSync(join(root, 'real/a.png'), join(root, 'store/inner/link.png'));
    symlinkSync(join(root, 'store/inner'), join(root, 'way'));
    expect(await found(root)).toEqual(['real/a.png', 'store/inner/b.png']);
  });

  test('a link to a folder outside is followed, a broken one passed over', async () => {
    const root = folderWith('a.png');
    const outside = folderWith('o.png');
    symlinkSync(outside, join(root, 'link'));
    symlinkSync(join(root, 'gone'), join(root, 'broken.png'));
    expect(new Set(await found(root))).toEqual(new Set(['a.png', relative(root, join(outside, 'o.png')).split(sep).join('/')]));
  });

  test('a link to a folder outside is left alone where it is said so, one inside is followed', async () => {
    const root = folderWith('sub/deep/a.png');
    symlinkSync('deep', join(root, 'sub/again'));
    const outside = folderWith('o.png');
    symlinkSync(outside, join(root, 'link'));
    const search = { ...requestOf(root, longEdge(10)), include: [], exclude: [], skipFolders: [], isCandidate: isImageName };
    const { files } = await expand({ ...search, staysInside: true }, new AbortController().signal);
    expect(files.map(({ path }) => path)).toEqual([join(root, 'sub/deep/a.png')]);
  });

  test('a selected link to a folder is walked', async () => {
    const root = folderWith('a/x.png');
    symlinkSync(join(root, 'a'), join(root, 'link'));
    expect(await found(root, { selection: [join(root, 'link')] })).toEqual(['a/x.png']);
  });

  test('odd names', async () => {
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

describe('what is taken', () => {
  test('images that cannot be decoded are listed, other files counted', async () => {
    const root = folderWith('a.png', 'b.heic', 'c.PSD', 'readme.md', 'noextension', 'sub/x.txt');
    const { files, otherFiles } = await expandImages(requestOf(root, longEdge(10)));
    expect(files.map(({ path }) => relative(root, path))).toEqual(['a.png', 'b.heic', 'c.PSD']);
    expect(otherFiles).toBe(3);
  });

  test('a file that was pointed at is taken whatever its name', async () => {
    const root = folderWith('noextension');
    expect(await found(root, { selection: [join(root, 'noextension')] })).toEqual(['noextension']);
  });

  test('what is not there is told', async () => {
    const root = folderWith('a.png');
    const request = requestOf(root, longEdge(10), { selection: [join(root, 'a.png'), join(root, 'gone.png')] });
    const { files, unreachable } = await expandImages(request);
    expect(files).toHaveLength(1);
    expect(unreachable.map(({ path }) => path)).toEqual([join(root, 'gone.png')]);
  });

  test('include and exclude globs of the recipe', async () => {
    const root = folderWith('a.png', 'b.jpg', 'icons/c.png', 'icons/big/d.png', 'old/e.png');
    const globs = (include: string[], exclude: string[] = []) => found(root, { recipe: recipeOf(longEdge(10, { include, exclude })) });
    expect(await globs(['*.png'])).toEqual(['a.png', 'icons/big/d.png', 'icons/c.png', 'old/e.png']);
    expect(await globs(['icons/**'])).toEqual(['icons/big/d.png', 'icons/c.png']);
    expect(await globs(['./icons/*'])).toEqual(['icons/c.png']);
    expect(await globs(['**/*.{jpg,webp}'])).toEqual(['b.jpg']);
    expect(await globs([], ['old/**', '*.jpg'])).toEqual(['a.png', 'icons/big/d.png', 'icons/c.png']);
    expect(await globs(['*.png'], ['**/big/**'])).toEqual(['a.png', 'icons/c.png', 'old/e.png']);
  });

  test('a glob may start with a hash', async () => {
    const root = folderWith('#1.png', '2.png');
    expect(await found(root, { recipe: recipeOf(longEdge(10, { include: ['#*.png'] })) })).toEqual(['#1.png']);
  });

  test('an output folder below the selection is not walked, one that is selected is', async () => {
    const root = folderWith('a.png', 'small/a.png', 'sub/small/b.png');
    expect(await found(root, {}, [join(root, 'small')])).toEqual(['a.png', 'sub/small/b.png']);
    expect(await found(root, { selection: [join(root, 'small')] }, [join(root, 'small')])).toEqual(['small/a.png']);
  });
});

describe('the folder that a tree is mirrored from', () => {
  async function relativeDirs(root: string, selection: string[]): Promise<Record<string, string>> {
    const { files } = await expandImages(requestOf(root, longEdge(10), { selection }));
    return Object.fromEntries(files.map(({ path, relativeDir }) => [relative(root, path), relativeDir]));
  }

  test('is a lone folder itself, else the nearest one above all', async () => {
    const root = folderWith('a/x.png', 'a/sub/y.png', 'b/z.png');
    const [a, b] = [join(root, 'a'), join(root, 'b')];
    expect(await relativeDirs(root, [a])).toEqual({ 'a/x.png': '', 'a/sub/y.png': 'sub' });
    expect(await relativeDirs(root, [a, a])).toEqual({ 'a/x.png': '', 'a/sub/y.png': 'sub' });
    expect(await relativeDirs(root, [a, b])).toEqual({ 'a/x.png': 'a', 'a/sub/y.png': 'a/sub', 'b/z.png': 'b' });
    expect(await relativeDirs(root, [join(a, 'x.png')])).toEqual({ 'a/x.png': '' });
    expect(await relativeDirs(root, [join(a, 'sub/y.png'), join(a, 'x.png')])).toEqual({ 'a/sub/y.png': 'sub', 'a/x.png': '' });
  });

  test('never leads out of it, even where a link does', async () => {
    const root = folderWith('a/x.png', 'b/sub/y.png');
    mkdirSync(join(root, 'a/in'));
    symlinkSync(join(root, 'b'), join(root, 'a/in/link'));
    expect(await relativeDirs(root, [join(root, 'a')])).toEqual({ 'a/x.png': '', 'b/sub/y.png': 'in/link/sub' });
  });
});
