import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeImage, writeImages } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { decodedSizes } from '../pool/workspace';
import { commandLine, parseLines } from './commandLine';

setUpPool();

const run = (...args: readonly string[]) => commandLine(bundles, workspace, ...args);
const small = { width: 80, height: 60 } as const;

test('--out mirrors the tree into a folder, and one line sums up the savings', async () => {
  await writeImage(join(workspace.images, 'a.jpg'), small);
  await writeImage(join(workspace.images, 'deep', 'er', 'b.jpg'), small);
  const said = await run('resize', '--long-edge', '40', '--out', 'out', 'images');
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(said.out).toMatch(/^2 files in .* s: 2 done; [\d.]+ KB -> [\d.]+ K?B \(\d+% saved\)\.\n$/);
  expect(workspace.files(workspace.out)).toEqual([join(workspace.out, 'a.jpg'), join(workspace.out, 'deep', 'er', 'b.jpg')]);
  expect(await decodedSizes(workspace.files(workspace.out))).toEqual(['40x30']);
});

test('The outputs of a set are counted, and not compared with their sources', async () => {
  await writeImages(workspace.images, 2, { width: 200, height: 150 });
  const said = await run('convert', '--format', 'webp,png', '--widths', '40,80,160', '--out', 'out', 'images');
  expect(said.out).toMatch(/^2 files in .* s: 2 done; 12 outputs, [\d.]+ KB\.\n$/);
});

test('Outputs beside the source have the size in their name, and a number if another file has it', async () => {
  await writeImage(join(workspace.images, 'a.jpg'), small);
  const args = ['resize', '--width', '20', '--height', '20', join('images', 'a.jpg')];
  await writeImage(join(workspace.images, 'a-20x20.jpg'), small);
  await run(...args);
  const names = ['a-20x20-2.jpg', 'a-20x20.jpg', 'a.jpg'];
  expect(workspace.files().sort()).toEqual(names.map((name) => join(workspace.images, name)));
  expect(await decodedSizes([join(workspace.images, names[0] as string)])).toEqual(['20x15']);
});

test('The format, quality, fit, name, and worker options take effect, the last one at a low priority as well', async () => {
  await writeImages(workspace.images, 8, { width: 100, height: 50 });
  const fit = ['--width', '30', '--height', '30', '--fit', 'cover'];
  const output = ['--format', 'webp', '--quality', '50', '--name', '{width}/{name}', '--out', 'out'];
  const said = await run('resize', ...fit, ...output, '--workers', '3', '--priority', 'low', '--json', 'images');
  const { outcomes, summary } = parseLines(said);
  expect(said.code).toBe(0);
  expect(outcomes).toHaveLength(8);
  expect(new Set(outcomes.map(({ worker }) => worker)).size).toBe(3);
  expect(summary.workers.map(({ worker }) => worker)).toEqual([0, 1, 2]);
  expect(summary.workers.reduce((sum, { files }) => sum + files, 0)).toBe(8);
  expect(workspace.files(join(workspace.out, '30'))).toHaveLength(8);
  expect(await decodedSizes(workspace.files(workspace.out))).toEqual(['30x30']);
});

test('--priority low leaves a core free', async () => {
  await writeImages(workspace.images, 8, small);
  const said = await run('resize', '--long-edge', '40', '--out', 'out', '--priority', 'low', '--json', 'images');
  const workers = Math.max(...parseLines(said).summary.workers.map(({ worker }) => worker)) + 1;
  expect(workers).toBeLessThanOrEqual(Math.max(1, availableParallelism() - 1));
});

test('--json prints one outcome per line, then a summary', async () => {
  await writeImages(workspace.images, 3, small);
  await writeFile(join(workspace.images, 'zero.gif'), '');
  const said = await run('resize', '--long-edge', '40', '--out', 'out', '--json', 'images');
  const { outcomes, summary } = parseLines(said);
  expect(said).toMatchObject({ code: 1, err: '' });
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['done', 'done', 'done', 'failed']);
  expect(outcomes.find(({ status }) => status === 'failed')).toMatchObject({ code: 'empty', message: 'The file is empty (0 bytes).' });
  expect(summary).toMatchObject({ state: 'finished', files: 4, counts: { done: 3, failed: 1, kept: 0, skipped: 0, canceled: 0 } });
  const done = outcomes.filter(({ status }) => status === 'done');
  expect(summary.bytesIn).toBe(done.reduce((sum, { source }) => sum + statSync(source).size, 0));
  expect(summary.bytesOut).toBe(workspace.files(workspace.out).reduce((sum, path) => sum + statSync(path).size, 0));
});

test('One bad file fails alone: its cause is printed, the others are done, and the exit code is 1', async () => {
  await writeImages(workspace.images, 2, small);
  await writeFile(join(workspace.images, 'words.png'), 'These are words.');
  const said = await run('resize', '--long-edge', '40', '--out', 'out', 'images');
  expect(said.code).toBe(1);
  expect(said.err).toBe(
    `${join('images', 'words.png')}: The file contains text, not an image. Replace it with the image, or leave it out.\n`,
  );
  expect(said.out).toMatch(/^3 files in .* s: 2 done, 1 failed;/);
});

test('An output that cannot be made leaves the others, and its reason is printed below its file', async () => {
  await writeImage(join(workspace.images, 'strip.jpg'), { width: 8, height: 16_500 });
  const args = ['convert', '--format', 'webp,avif,jpeg', '--widths', '2,8', '--out', 'out', 'images'];
  const reason = (name: string, format: string, limit: number) =>
    `\n  strip-8.${name}: The output would have 8 x 16500 pixels, but the longest side in ${format} is ${limit}. Choose a smaller size or another format.\n`;
  const reasons = [reason('webp', 'WebP', 16_383), reason('avif', 'AVIF', 16_384)];
  const dry = await run(...args, '--dry-run');
  for (const each of reasons) expect(dry.out).toContain(each);
  const said = await run(...args);
  expect(said.code).toBe(1);
  expect(said.err).toContain(`${join('images', 'strip.jpg')}: 2 of 6 outputs failed.\n`);
  for (const each of reasons) expect(said.err).toContain(each);
  const made = ['strip-2.avif', 'strip-2.jpg', 'strip-2.webp', 'strip-8.jpg'].map((name) => join(workspace.out, name));
  expect(workspace.files(workspace.out).sort()).toEqual(made);
  const [outcome] = parseLines(await run(...args, '--json')).outcomes;
  expect(outcome).toMatchObject({ status: 'failed', code: 'too-large', outputs: [{}, {}, {}, {}] });
  expect(outcome?.unwritten?.map(({ target, status }) => [target, status])).toEqual(
    ['webp', 'avif'].map((name) => [join(workspace.out, `strip-8.${name}`), 'failed']),
  );
  expect(await run('undo')).toMatchObject({ code: 0 });
});

test('The files of a set beside their source have different names, unless --name does not tell them apart', async () => {
  const source = await writeImage(join(workspace.images, 'a.jpg'), small);
  const planned = async (...args: readonly string[]) => (await run(...args, '--dry-run', source)).out.split('\n')[0];
  const at = (...names: readonly string[]) => `${join('images', 'a.jpg')} -> ${names.map((name) => join('images', name)).join(', ')}`;
  expect(await planned('convert', '--format', 'webp', '--widths', '10,20')).toBe(at('a-10.webp', 'a-20.webp'));
  expect(await planned('optimize', '--densities', '1,2')).toBe(at('a-optimized@1x.jpg', 'a-optimized@2x.jpg'));
  expect((await run('convert', '--format', 'webp', '--widths', '10,20', '--name', 'x', source)).err).toContain('add {width}');
});

test('Files of one name in several folders keep their folders in one output folder', async () => {
  const folders = ['users', 'groups', join('groups', 'sub')];
  for (const folder of folders) await writeImage(join(workspace.images, folder, 'icon.jpg'), small);
  const selections = [
    [join('images', 'users'), join('images', 'groups')],
    ['images', join('images', 'groups')],
    folders.map((folder) => join('images', folder, 'icon.jpg')),
  ].map((each) => [each].flat());
  for (const [index, selection] of selections.entries()) {
    const out = `out${index}`;
    const said = await run('resize', '--long-edge', '40', '--out', out, '--conflict', 'overwrite', ...selection);
    expect(said).toMatchObject({ code: 0, err: '' });
    const folder = join(workspace.root, out);
    expect(workspace.files(folder).sort()).toEqual(folders.map((each) => join(folder, each, 'icon.jpg')).sort());
  }
});

test('A dry run writes nothing', async () => {
  await writeImages(workspace.images, 2, small);
  await writeFile(join(workspace.images, 'zero.png'), '');
  const said = await run('resize', '--long-edge', '40', '--out', 'out', '--dry-run', 'images');
  expect(said.code).toBe(0);
  expect(said.out).toContain(`${join('images', '000.jpg')} -> ${join('out', '000.jpg')}\n`);
  expect(said.out).toContain('2 files would be processed, 1 left out. Nothing was written.\n');
  expect(existsSync(workspace.out)).toBe(false);
  expect(existsSync(workspace.store)).toBe(false);
  const json = await run('resize', '--long-edge', '40', '--out', 'out', '--dry-run', '--json', 'images');
  const lines = json.out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines[0]).toEqual({
    id: 0,
    source: join(workspace.images, '000.jpg'),
    outputs: [{ target: join(workspace.out, '000.jpg'), mode: 'create' }],
  });
  expect(lines.at(-1).summary).toMatchObject({ tasks: 2, skipped: 1 });
});

test('An empty selection is not an error', async () => {
  await mkdir(workspace.images);
  const said = await run('resize', '--long-edge', '40', 'images');
  expect(said).toEqual({ code: 0, out: 'Nothing to do: no images found.\n', err: '' });
  expect(await run('resize', '--long-edge', '40')).toEqual(said);
});

test('A missing path fails', async () => {
  const said = await run('resize', '--long-edge', '40', 'nowhere');
  expect(said.code).toBe(1);
  expect(said.err).toBe('nowhere: The file does not exist. It may have been moved or deleted.\n');
});

test('Files with odd names are processed', async () => {
  const names = ['with space.jpg', 'quote\'".jpg', '文件-ñ-🎉.jpg', '-dash.jpg', 'percent%20.jpg', 'dots...jpg', '#hash[1].jpg'];
  for (const name of names) await writeImage(join(workspace.images, name), small);
  const said = await run('resize', '--long-edge', '40', '--out', 'out', '--', ...names.map((name) => join('images', name)));
  expect(said).toMatchObject({ code: 0, err: '' });
  const made = workspace.files(workspace.out);
  expect(made).toHaveLength(names.length);
  expect(await decodedSizes(made)).toEqual(['40x30']);
});

test('Outputs with the same name are numbered, or refused before anything is written', async () => {
  await writeImage(join(workspace.images, 'a.jpg'), small);
  await writeImage(join(workspace.images, 'a.png'), { ...small, extension: 'png' });
  const args = ['resize', '--long-edge', '40', '--format', 'webp', '--out', 'out', 'images'];
  const refused = await run(...args, '--conflict', 'overwrite');
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('1 new file would have several sources; nothing was written');
  expect(refused.err).toContain('Use --conflict unique');
  expect(existsSync(workspace.out)).toBe(false);
  expect((await run(...args)).code).toBe(0);
  expect(workspace.files(workspace.out).sort()).toEqual([join(workspace.out, 'a-2.webp'), join(workspace.out, 'a.webp')]);
});

test('--replace on a folder with an SVG skips it with a reason, and ends with 0', async () => {
  await writeImage(join(workspace.images, 'a.jpg'), small);
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="9" height="9"/></svg>';
  await writeFile(join(workspace.images, 'b.svg'), svg);
  const said = await run('resize', '--width', '20', '--replace', '--json', 'images');
  expect(said.code).toBe(0);
  const ended = parseLines(said).outcomes.find(({ source }) => source.endsWith('b.svg'));
  expect(ended).toMatchObject({ status: 'skipped', message: expect.any(String) });
  expect(await decodedSizes([join(workspace.images, 'a.jpg')])).toEqual(['20x15']);
});

test('What to know about done files is printed once for all that it concerns, beside the summary', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'].map((name) => join(workspace.images, `${name}.jpg`));
  for (const name of names) {
    await writeImage(name, { width: 400, height: 300 });
    const jpeg = readFileSync(name);
    // Samples are left over at its end.
    await writeFile(name, Buffer.concat([jpeg.subarray(0, -2), jpeg.subarray(-42)]));
  }
  const said = await run('resize', '--width', '300', 'images');
  expect(said).toMatchObject({ code: 0, out: expect.stringMatching(/^5 files in .*: 5 done/) });
  const lines = said.err.trimEnd().split('\n');
  expect(lines).toEqual([expect.stringMatching(/^images.*\.jpg, images.*\.jpg, images.*\.jpg and 2 more: The source is damaged/)]);
});

test('A damaged image is replaced only with --force, and undo restores it', async () => {
  const path = join(workspace.images, 'a.jpg');
  await writeImage(path, { width: 400, height: 300 });
  const cut = readFileSync(path).subarray(0, -40);
  await writeFile(path, cut);
  const replace = ['resize', '--width', '300', '--replace', 'images'];
  expect((await run(...replace)).code).toBe(1);
  expect(readFileSync(path)).toEqual(cut);
  const forced = await run(...replace, '--force', '--json');
  expect(forced.code).toBe(0);
  expect(forced.out).toContain('The source is truncated');
  await run('undo', '--yes');
  expect(readFileSync(path)).toEqual(cut);
});
