import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { writeImage } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { commandLine, parseLines } from './commandLine';

/** The commands that make one thing of an image or of many: `favicon` and `atlas`. */

setUpPool();

const run = (...args: readonly string[]) => commandLine(bundles, workspace, ...args);

const logo = '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><circle cx="12" cy="12" r="12" fill="#0a6"/></svg>';
const icons = [
  ...['apple-touch-icon.png', 'favicon.html', 'favicon.ico', 'icon-192.png', 'icon-512.png', 'icon-mask.png', 'icon.svg'],
  'site.webmanifest',
];

test('favicon writes a set of icons, is up to date the second time, and undo removes it', async () => {
  await writeFile(join(workspace.root, 'logo.svg'), logo);
  const call = ['favicon', '--out', 'public', '--background', '#102030', '--site-name', 'Site', '--base-url', '/a', 'logo.svg'];
  expect(await run(...call)).toMatchObject({ code: 0, err: '' });
  const site = join(workspace.root, 'public');
  expect((await readdir(site)).sort()).toEqual(icons);
  expect(JSON.parse(await readFile(join(site, 'site.webmanifest'), 'utf8'))).toMatchObject({ name: 'Site', theme_color: '#102030' });
  expect(await readFile(join(site, 'favicon.html'), 'utf8')).toContain('href="/a/icon.svg"');
  expect((await sharp(join(site, 'icon-mask.png')).stats()).isOpaque).toBe(true);
  expect((await run(...call)).err).toContain('Up to date: 1 file.');
  expect((await run('undo', '--yes')).out).toContain('8 new files removed');
  expect(existsSync(site)).toBe(false);
});

test.each(['overwrite', 'unique'])(
  'with --conflict %s, a run that has nothing to make leaves the files about the earlier one',
  async (conflict) => {
    await writeFile(join(workspace.root, 'logo.svg'), logo);
    const call = ['favicon', '--conflict', conflict, '--out', 'public', 'logo.svg'];
    expect(await run(...call)).toMatchObject({ code: 0, err: '' });
    const site = join(workspace.root, 'public');
    const contents = () => Promise.all(icons.map((name) => readFile(join(site, name), 'base64')));
    const before = await contents();
    expect((await run(...call)).err).toContain('Up to date: 1 file.');
    expect((await readdir(site)).sort()).toEqual(icons);
    expect(await contents()).toEqual(before);
  },
);

test('a run that has nothing to make leaves its manifest, and one that has something lists everything', async () => {
  for (const name of ['a.png', 'b.png']) await writeImage(join(workspace.images, name), { width: 30, height: 20, extension: 'png' });
  const manifest = join(workspace.root, 'list.txt');
  const call = ['convert', '--format', 'webp', '--manifest', manifest, '--conflict', 'overwrite', 'images'];
  await run(...call);
  const before = await readFile(manifest, 'utf8');
  expect(before.split('\n')).toHaveLength(3);
  expect((await run(...call)).err).toContain('Up to date: 2 files.');
  expect(await readFile(manifest, 'utf8')).toBe(before);
  await writeImage(join(workspace.images, 'c.png'), { width: 30, height: 20, extension: 'png' });
  await run(...call);
  expect((await readFile(manifest, 'utf8')).split('\n')).toHaveLength(4);
});

test('favicon names the sizes that a small image lacks, and refuses several images', async () => {
  for (const name of ['a.png', 'b.png']) await writeImage(join(workspace.images, name), { width: 300, height: 200, extension: 'png' });
  const small = await run('favicon', '--out', 'public', 'images/a.png');
  expect(small.code).toBe(0);
  expect(small.err).toContain('icon-512.png, icon-mask.png: Not made, because the image has only 300 x 200 pixels.');
  expect(small.err).toContain('images/a.png: The image is not square (300 x 200 pixels), so the icons have margins.');
  const several = await run('favicon', '--out', 'other', 'images');
  expect(several).toMatchObject({ code: 2, err: expect.stringContaining('2 images are selected. Select one of them') });
  expect(existsSync(join(workspace.root, 'other'))).toBe(false);
});

test('atlas packs a folder with a broken image, tells of it, and undo removes the atlas', async () => {
  await mkdir(join(workspace.images, 'more'), { recursive: true });
  await writeImage(join(workspace.images, 'a.png'), { width: 40, height: 30, extension: 'png' });
  await writeImage(join(workspace.images, 'more', 'a.jpg'), { width: 20, height: 50 });
  await writeFile(join(workspace.images, 'broken.png'), 'nothing');
  const said = await run('atlas', '--out', 'sheets/sprites.webp', '--padding', '4', '--class-prefix', 'icon-', 'images');
  expect(said).toMatchObject({ code: 1, err: expect.stringContaining('images/broken.png: ') });
  expect(said.out).toMatch(/3 files in .*: 2 done, 1 failed\.\n/);
  const sheets = join(workspace.root, 'sheets');
  expect((await readdir(sheets)).sort()).toEqual(['sprites.css', 'sprites.json', 'sprites.webp']);
  const { frames, meta } = JSON.parse(await readFile(join(sheets, 'sprites.json'), 'utf8'));
  expect(Object.keys(frames)).toEqual(['a', 'more/a']);
  expect(await sharp(join(sheets, 'sprites.webp')).metadata()).toMatchObject({ width: meta.size.w, height: meta.size.h, format: 'webp' });
  expect(await readFile(join(sheets, 'sprites.css'), 'utf8')).toContain('.icon-more-a {');
  expect((await run('undo', '--yes')).out).toContain('3 new files removed');
  expect(existsSync(sheets)).toBe(false);
});

test('atlas packs resized images, says with --json what was packed, and fails if its file exists', async () => {
  await writeImage(join(workspace.images, 'a.png'), { width: 64, height: 32, extension: 'png' });
  const call = ['atlas', '--out', 'sprites.png', '--no-css', '--long-edge', '16', '--conflict', 'skip', 'images'];
  const { outcomes } = parseLines(await run(...call, '--json'));
  expect(outcomes).toMatchObject([
    { status: 'done', outputs: [{ target: join(workspace.root, 'sprites.png'), width: 16, height: 8, sprite: { path: 'a' } }] },
  ]);
  await writeFile(join(workspace.root, 'sprites.json'), 'mine');
  expect(await run(...call)).toMatchObject({ code: 1, err: expect.stringContaining('it already exists and was not changed') });
  expect(await run('atlas', '--out', 'sprites.gif', 'images')).toMatchObject({
    code: 2,
    err: expect.stringContaining('must end with .png or .webp'),
  });
});

/** Writes images of a size into the folder of the workspace. */
async function frames(names: readonly string[], side = 30): Promise<void> {
  for (const name of names) await writeImage(join(workspace.root, name), { width: side, height: side, extension: 'png' });
}

const framesIn = async (name: string): Promise<string[]> =>
  Object.keys(JSON.parse(await readFile(join(workspace.root, name), 'utf8')).frames).sort();

test('atlas packs numbered images whose names could be those of its pages', async () => {
  await frames(['walk-1.png', 'walk-2.png', 'walk-3.png']);
  const said = await run('atlas', '--out', 'walk.png', 'walk-1.png', 'walk-2.png', 'walk-3.png');
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(await framesIn('walk.json')).toEqual(['walk-1', 'walk-2', 'walk-3']);
});

test('a page of an atlas does not overwrite an image of the user, and one of an earlier atlas is overwritten, not packed', async () => {
  const call = ['atlas', '--out', 'walk.png', '--max-size', '100', '--conflict', 'overwrite', '.'];
  await frames(['one.png', 'two.png', 'walk-2.png'], 80);
  const mine = await readFile(join(workspace.root, 'walk-2.png'));
  const said = await run(...call);
  expect(said).toMatchObject({ code: 1, err: expect.stringContaining('walk-2.png is already a source or an output of this run') });
  expect(await readFile(join(workspace.root, 'walk-2.png'))).toEqual(mine);
  expect(existsSync(join(workspace.root, 'walk.png'))).toBe(false);
  await rename(join(workspace.root, 'walk-2.png'), join(workspace.root, 'three.png'));
  expect(await run(...call)).toMatchObject({ code: 0, err: '' });
  const before = [await framesIn('walk.json'), await framesIn('walk-2.json'), await framesIn('walk-3.json')].flat().sort();
  expect(before).toEqual(['one', 'three', 'two']);
  // The pages change, too.
  await frames(['one.png', 'two.png', 'three.png'], 70);
  expect(await run(...call)).toMatchObject({ code: 0, err: '' });
  expect([await framesIn('walk.json'), await framesIn('walk-2.json'), await framesIn('walk-3.json')].flat().sort()).toEqual(before);
  expect(await sharp(join(workspace.root, 'walk-3.png')).metadata()).toMatchObject({ width: 70 });
});

test('a page of an atlas does not overwrite a file that no run made', async () => {
  await frames(['images/one.png', 'images/two.png'], 80);
  await writeFile(join(workspace.root, 'walk-2.json'), 'mine');
  const said = await run('atlas', '--out', 'walk.png', '--max-size', '100', '--conflict', 'overwrite', 'images');
  expect(said).toMatchObject({ code: 1, err: expect.stringMatching(/its part .*walk-2\.json already exists, but no run made it/) });
  expect(await readFile(join(workspace.root, 'walk-2.json'), 'utf8')).toBe('mine');
});

test('an atlas under a numbered name is not packed into the next one', async () => {
  await frames(['one.png']);
  const call = ['atlas', '--out', 'walk.png', '.'];
  await run(...call);
  await frames(['two.png']);
  await run(...call);
  expect(await framesIn('walk-2.json')).toEqual(['one', 'two']);
  await frames(['three.png']);
  await run(...call);
  expect(await framesIn('walk-3.json')).toEqual(['one', 'three', 'two']);
});

test('written outputs are packed in every format', async () => {
  await frames(['images/one.png']);
  const pack = { outputs: [{ format: ['webp', 'jxl'], folder: 'out' }], atlas: { file: 'walk.png', keepImages: true } };
  await mkdir(join(workspace.root, '.vscode'));
  await writeFile(join(workspace.root, '.vscode', 'settings.json'), JSON.stringify({ 'assetmill.profiles': { pack } }));
  expect(await run('run', 'pack', 'images')).toMatchObject({ code: 0, err: '' });
  expect(await framesIn('images/walk.json')).toHaveLength(2);
});
