import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { FileGroup } from '../../../src/client/duplicates/fileGroup';
import { noise } from '../../engine/fixtures/samples';
import { bundles, setUpPool, workspace } from '../../pool/setUp';
import { commandLine, parseLines } from '../commandLine';

/** `dupes` and `check` of the command line: real processes on real files. */

setUpPool();

const run = (...args: string[]) => commandLine(bundles, workspace, ...args);
const at = (...names: string[]) => join(workspace.root, ...names);

function place(name: string, content: string | Buffer): string {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), content);
  return at(name);
}

/** Names of the groups, as they were printed. */
async function groups(...args: string[]): Promise<string[][]> {
  const said = await run('dupes', ...args);
  expect(said.code, said.err).toBe(0);
  return said.out
    .split('\n\n')
    .filter((text) => text !== '')
    .map((text) => text.split('\n').filter((line) => line !== ''));
}

describe('files with the same bytes', () => {
  const long = 'x'.repeat(100_000);

  test('are found, what wastes most first; others of the same size or beginning are not', async () => {
    for (const name of ['a.txt', 'b.txt', 'deep/c.txt']) place(name, 'short');
    place('other.txt', 'shory');
    for (const name of ['long1', 'long2']) place(name, `${long}end`);
    place('long3', `${long}END`);
    expect(await groups('.')).toEqual([
      ['long1', 'long2'],
      ['a.txt', 'b.txt', 'deep/c.txt'],
    ]);
  });

  test('hard links are names of one file, links of a folder do not make copies, empty files are none', async () => {
    place('a', long);
    linkSync(at('a'), at('b'));
    place('deep/in', 'inner');
    symlinkSync('deep', at('link'));
    place('empty1', '');
    place('empty2', '');
    expect(await groups('.')).toEqual([]);
    place('c', long);
    expect(await groups('.')).toEqual([['a', '  = b', 'c']]);
    const lines = (await run('dupes', '--json', '.')).out.trimEnd().split('\n');
    const { files, spareBytes } = JSON.parse(lines[0] as string) as FileGroup;
    expect(files.map(({ path, otherNames }) => [path, otherNames])).toEqual([
      [at('a'), [at('b')]],
      [at('c'), undefined],
    ]);
    expect(spareBytes).toBe(long.length);
    expect(JSON.parse(lines[1] as string).summary).toMatchObject({ groups: 1, files: 2, spareBytes, empty: [at('empty1'), at('empty2')] });
  });

  test('a second search, from what is remembered, finds the same; a change since is seen', async () => {
    place('a', long);
    place('b', long);
    const old = new Date(2001, 1);
    const { utimesSync } = await import('node:fs');
    for (const name of ['a', 'b']) utimesSync(at(name), old, old);
    expect(await groups('.')).toEqual([['a', 'b']]);
    expect(await groups('.')).toEqual([['a', 'b']]);
    place('b', `${long.slice(1)}y`);
    utimesSync(at('b'), old, old);
    expect(await groups('.')).toEqual([]);
  });

  test('odd names stay on one line', async () => {
    place('new\nline', 'same');
    place('other', 'same');
    expect(await groups('.')).toEqual([['\\new\\nline', 'other']]);
  });
});

test('images that show the same, whatever their encoding and metadata', async () => {
  const image = noise(64, 48);
  place('a.png', await image.clone().png().toBuffer());
  place(
    'b.png',
    await image
      .clone()
      .withExif({ IFD0: { Copyright: 'me' } })
      .png({ compressionLevel: 0 })
      .toBuffer(),
  );
  place('c.webp', await image.clone().webp({ lossless: true, exact: true }).toBuffer());
  place('d.jpg', await image.clone().jpeg().toBuffer());
  place('notes.txt', 'no image');
  expect(await groups('--pixels', '.')).toEqual([['a.png', 'b.png', 'c.webp']]);
});

describe('images that look alike', () => {
  /** An image with shapes in it. */
  const drawing = (hue: number, radius: number) =>
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200" fill="hsl(${hue} 50% 40%)"/><circle cx="90" cy="60" r="${radius}" fill="white"/><rect x="180" y="120" width="100" height="60" fill="black"/></svg>`,
    );

  test('smaller, encoded again, and turned when asked for; the one with most pixels first', async () => {
    const large = await sharp(drawing(10, 50)).png().toBuffer();
    place('large.png', large);
    place('small.jpg', await sharp(large).resize(150).jpeg({ quality: 60 }).toBuffer());
    place('turned.png', await sharp(large).rotate(90).png().toBuffer());
    place(
      'other.png',
      await sharp(await sharp(drawing(200, 12)).png().toBuffer())
        .flip()
        .blur(20)
        .png()
        .toBuffer(),
    );
    expect(await groups('--similar', '.')).toEqual([['large.png', 'small.jpg']]);
    expect(await groups('--similar', '--turned', '.')).toEqual([['large.png', 'turned.png', 'small.jpg']]);
  });
});

test('what is not there is named, with the cause', async () => {
  const said = await run('dupes', 'nowhere');
  expect(said).toMatchObject({ code: 1, err: expect.stringContaining('nowhere: The file is not there any more') });
});

test('an image that cannot be compared is told, and the rest goes on', async () => {
  const good = await noise(40, 30).png().toBuffer();
  place('a.png', good);
  place('b.png', good);
  place('broken.png', good);
  truncateSync(at('broken.png'), good.length - 200);
  const said = await run('dupes', '--pixels', '.');
  expect(said.out).toBe('a.png\nb.png\n\n');
  expect(said.err).toContain('broken.png: The file is cut off');
  expect(said.code).toBe(1);
});

test('drawings are not compared by their pixels, which is no fault', async () => {
  place('a.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>');
  place('b.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>');
  expect(await run('dupes', '--pixels', '.')).toMatchObject({ code: 0, out: '' });
});

test.skipIf(process.platform === 'win32')('a pipe with the name of an image holds nobody up', async () => {
  execFileSync('mkfifo', [at('pipe.png')]);
  symlinkSync('pipe.png', at('link.png'));
  for (const args of [['check'], ['dupes', '--pixels'], ['dupes', '--similar']])
    expect((await run(...args, at('pipe.png'), at('link.png'))).err).toContain('This is a pipe of other programs, not a file.');
});

test.each([
  [['--pixels', '--similar'], '--pixels and --similar exclude each other'],
  [['--threshold', '3'], '--threshold and --turned go with --similar'],
  [['--similar', '--threshold', '99'], '--threshold: 0 to 12, got 99'],
])('%j is refused', async (args, sentence) => {
  expect(await run('dupes', ...args, '.')).toMatchObject({ code: 2, err: expect.stringContaining(sentence) });
});

test('check names what is wrong with each image, and is silent about the sound ones', async () => {
  const good = await noise(40, 30).png().toBuffer();
  place('good.png', good);
  place('lying.jpg', good);
  place('cut.png', good);
  truncateSync(at('cut.png'), good.length - 200);
  place('empty.png', '');
  place('pointer.png', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n');
  place('notes.txt', 'no image');
  const said = await run('check', '.');
  expect(said.code).toBe(1);
  expect(said.out).toBe('5 files checked; something is wrong with 4.\n');
  expect(said.err).toContain('lying.jpg: The extension is .jpg, but the file holds: PNG. Rename it to lying.png.');
  expect(said.err).toContain('cut.png: The file is cut off');
  expect(said.err).toContain('empty.png: The file is empty');
  expect(said.err).toContain('pointer.png: This is a Git LFS pointer');
  const { outcomes, summary } = parseLines(await run('check', '--json', '.'));
  expect(Object.fromEntries(outcomes.map(({ source, code, findings }) => [basename(source), [code, findings?.renameTo]]))).toEqual({
    'good.png': [undefined, undefined],
    'lying.jpg': ['mislabeled', at('lying.png')],
    'cut.png': ['truncated', undefined],
    'empty.png': ['empty', undefined],
    'pointer.png': ['git-lfs-pointer', undefined],
  });
  expect(summary.counts).toMatchObject({ done: 1, failed: 4 });
  await copyFile(at('good.png'), at('lying.jpg').replace('lying.jpg', 'only.png'));
  expect(await run('check', 'only.png')).toMatchObject({ code: 0, err: '', out: '1 file checked; nothing is wrong.\n' });
});
