import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { writeImage, writeImages } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { decodedSizes, digest } from '../pool/workspace';
import { commandLine, parseLines } from './commandLine';

/** Typical tasks of bulk image processing, from the command line to the files. */

setUpPool();

const run = (...args: readonly string[]) => commandLine(bundles, workspace, ...args);

test('Every JPEG of a folder shrinks to fit into 300 x 300 pixels', async () => {
  await writeImages(workspace.images, 10, { width: 1600, height: 1200 });
  await writeImage(join(workspace.images, 'tall.jpg'), { width: 600, height: 1500 });
  await writeImage(join(workspace.images, 'tiny.jpg'), { width: 100, height: 80 });
  const originals = workspace.files().map(digest);
  const said = await run('resize', '--width', '300', '--height', '300', '--out', 'out', 'images');
  expect(said).toMatchObject({ code: 0, err: 'images/tiny.jpg: Already fits: copied unchanged.\n' });
  expect(await decodedSizes([join(workspace.out, '000.jpg')])).toEqual(['300x225']);
  expect(await decodedSizes([join(workspace.out, 'tall.jpg')])).toEqual(['120x300']);
  expect(digest(join(workspace.out, 'tiny.jpg'))).toBe(digest(join(workspace.images, 'tiny.jpg')));
  expect(workspace.files(workspace.out)).toHaveLength(12);
  expect(workspace.files(workspace.images).map(digest)).toEqual(originals);
});

test('A tree of mixed files becomes PNG thumbnails of 200 x 200 pixels', async () => {
  await writeImage(join(workspace.images, 'a.jpg'), { width: 800, height: 600 });
  await writeImage(join(workspace.images, 'icons', 'b.png'), { width: 300, height: 400, extension: 'png' });
  await writeImage(join(workspace.images, 'icons', 'deep', 'c.webp'), { width: 250, height: 250, extension: 'webp' });
  await writeImage(join(workspace.images, 'UPPER.JPG'), { width: 640, height: 480 });
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><circle cx="200" cy="200" r="150" fill="red"/></svg>';
  await writeFile(join(workspace.images, 'd.svg'), svg);
  await sharp({ create: { width: 300, height: 300, channels: 3, background: 'red' } })
    .tiff()
    .toFile(join(workspace.images, 'e.tiff'));
  await writeFile(join(workspace.images, 'notes.txt'), 'not an image');
  await writeFile(join(workspace.images, 'broken.png'), Buffer.from('\x89PNG\r\n\x1a\nthen nothing', 'latin1'));
  await mkdir(join(workspace.images, 'empty'));

  const size = ['--width', '200', '--height', '200', '--fit', 'contain', '--format', 'png'];
  const said = await run('resize', ...size, '--out', 'thumbnails', '--json', 'images');
  const { outcomes, summary } = parseLines(said);
  expect(said.code).toBe(1);
  expect(summary.counts).toMatchObject({ done: 6, failed: 1 });
  expect(outcomes.find(({ status }) => status === 'failed')?.source).toBe(join(workspace.images, 'broken.png'));
  const thumbnails = join(workspace.root, 'thumbnails');
  const made = workspace.files(thumbnails);
  const expected = ['UPPER.png', 'a.png', 'd.png', 'e.png', 'icons/b.png', 'icons/deep/c.png'];
  expect(made.map((path) => relative(thumbnails, path)).sort()).toEqual(expected.map((path) => join(path)));
  expect(await decodedSizes(made)).toEqual(['200x200']);
  const formats = await Promise.all(made.map(async (path) => (await sharp(path).metadata()).format));
  expect(new Set(formats)).toEqual(new Set(['png']));
});

test('A second run keeps the outputs of the first, which are up to date, and numbers those of another recipe', async () => {
  await writeImages(workspace.images, 4, { width: 400, height: 300 });
  const small = (...more: readonly string[]) => run('resize', '--long-edge', '100', '--out', join('images', 'small'), ...more, 'images');
  await small();
  expect((await small()).out).toContain('4 skipped');
  expect(workspace.files(join(workspace.images, 'small'))).toHaveLength(4);
  expect((await small('--quality', '50')).out).toContain('4 files in');
  expect(workspace.files(join(workspace.images, 'small'))).toHaveLength(8);
  expect(await decodedSizes(workspace.files(join(workspace.images, 'small')))).toEqual(['100x75']);
});

test('Thumbnails are named by their pixels, and a manifest maps digests to originals', async () => {
  await writeImage(join(workspace.images, 'a.jpg'), { width: 800, height: 600 });
  await writeImage(join(workspace.images, 'deep', 'b.png'), { width: 300, height: 400, extension: 'png' });
  const twin = await sharp(join(workspace.images, 'deep', 'b.png'))
    .tiff({ compression: 'lzw' })
    .toBuffer();
  await writeFile(join(workspace.images, 'twin.tif'), twin);
  await writeFile(join(workspace.images, 'notes.txt'), 'no image');
  const names = ['--name', '{pixelDigest}', '--out', 'thumbnails', '--manifest', 'list.txt', '--manifest-digest', 'pixels'];
  const said = await run('thumbnails', '--size', '200', ...names, 'images');
  expect(said).toMatchObject({ code: 0, err: '' });
  const list = (await readFile(join(workspace.root, 'list.txt'), 'utf8')).trimEnd().split('\n');
  expect(list.map((line) => line.replace(/^[0-9a-f]{64}: /, ''))).toEqual(['a.jpg', 'deep/b.png', 'twin.tif']);
  const digests = list.map((line) => line.slice(0, 64));
  expect(digests[1], 'the same pixels in another file').toBe(digests[2]);
  const files = workspace.files(join(workspace.root, 'thumbnails')).map((path) => basename(path, '.png'));
  // In a mirrored tree each folder has its own.
  expect([...new Set(files)].sort()).toEqual([...new Set(digests)].sort());
  expect(await decodedSizes([join(workspace.root, 'thumbnails', `${digests[0]}.png`)])).toEqual(['200x150']);
});

test('100 images get different intensities, are spread over the workers, and are listed in order', async () => {
  const names = await writeImages(workspace.images, 100, { width: 64, height: 48 });
  expect(names).toHaveLength(100);
  const overrides = names.map((path, index) => ({ include: [basename(path)], steps: [{ operation: 'negate', intensity: index }] }));
  const profile = {
    steps: [{ operation: 'negate', intensity: 0 }],
    outputs: [{ format: 'png', folder: 'filtered' }],
    overrides,
    manifest: { file: 'list.json', format: 'json' },
  };
  await mkdir(join(workspace.root, '.vscode'), { recursive: true });
  await writeFile(join(workspace.root, '.vscode', 'settings.json'), JSON.stringify({ 'assetmill.profiles': { filter: profile } }));
  const said = await run('run', 'filter', '--workers', '2', '--json', 'images');
  const { outcomes, summary } = parseLines(said);
  expect(summary.counts).toMatchObject({ done: 100, failed: 0 });
  expect(outcomes).toHaveLength(100);
  for (const { files } of summary.workers) expect(files, JSON.stringify(summary.workers)).toBeGreaterThanOrEqual(25);
  const list: { source: string; output: string }[] = JSON.parse(await readFile(join(workspace.images, 'list.json'), 'utf8'));
  expect(list.map(({ source }) => source)).toEqual(names.map((path) => basename(path)).sort());
  const wrong = [];
  for (const [index, path] of names.entries()) {
    const before = (await sharp(path).raw().toBuffer())[0] as number;
    const made = join(workspace.images, 'filtered', `${basename(path, '.jpg')}.png`);
    const after = (await sharp(made).raw().toBuffer())[0] as number;
    const expected = before + ((255 - 2 * before) * index) / 100;
    if (Math.abs(after - expected) > 1) wrong.push({ index, before, after, expected });
  }
  expect(wrong).toEqual([]);
});

test('An empty batch finishes', async () => {
  await mkdir(workspace.images, { recursive: true });
  const { outcomes, summary } = parseLines(await run('filter', 'sepia', '--json', 'images'));
  expect(outcomes).toEqual([]);
  expect(summary).toMatchObject({ state: 'finished', files: 0 });
});
