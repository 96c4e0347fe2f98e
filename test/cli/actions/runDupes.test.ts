import { execFileSync } from 'node:child_process';
import { linkSync, symlinkSync, truncateSync, utimesSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { FileGroup } from '../../../src/client/duplicates/fileGroup';
import { noise } from '../../engine/fixtures/samples';
import { setUpPool } from '../../pool/setUp';
import { at, place, run } from '../files';

/** `assetmill dupes`: real processes on real files. */

setUpPool();

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

  test('are grouped, the largest waste first; files with the same size or beginning are not', async () => {
    for (const name of ['a.txt', 'b.txt', 'deep/c.txt']) place(name, 'short');
    place('other.txt', 'shory');
    for (const name of ['long1', 'long2']) place(name, `${long}end`);
    place('long3', `${long}END`);
    expect(await groups('.')).toEqual([
      ['long1', 'long2'],
      ['a.txt', 'b.txt', 'deep/c.txt'],
    ]);
  });

  test('hard links, linked folders and empty files are not duplicates', async () => {
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

  test('a second search uses cached digests and notices a changed file', async () => {
    place('a', long);
    place('b', long);
    const old = new Date(2001, 1);
    for (const name of ['a', 'b']) utimesSync(at(name), old, old);
    expect(await groups('.')).toEqual([['a', 'b']]);
    expect(await groups('.')).toEqual([['a', 'b']]);
    place('b', `${long.slice(1)}y`);
    utimesSync(at('b'), old, old);
    expect(await groups('.')).toEqual([]);
  });

  test('are printed on one line each, also with line breaks in their names', async () => {
    place('new\nline', 'same');
    place('other', 'same');
    expect(await groups('.')).toEqual([['\\new\\nline', 'other']]);
  });
});

test('--pixels groups images with the same pixels, whatever their encoding and metadata', async () => {
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

describe('similar images', () => {
  /** An image with shapes in it. */
  const drawing = (hue: number, radius: number) =>
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200" fill="hsl(${hue} 50% 40%)"/><circle cx="90" cy="60" r="${radius}" fill="white"/><rect x="180" y="120" width="100" height="60" fill="black"/></svg>`,
    );

  test('are grouped when resized or re-encoded, and with --turned when rotated; the one with most pixels is first', async () => {
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

test('a missing path is reported with its cause', async () => {
  const said = await run('dupes', 'nowhere');
  expect(said).toMatchObject({ code: 1, err: expect.stringContaining('nowhere: The file does not exist.') });
});

test('an image that cannot be compared is reported, and the others are', async () => {
  const good = await noise(40, 30).png().toBuffer();
  place('a.png', good);
  place('b.png', good);
  place('broken.png', good);
  truncateSync(at('broken.png'), good.length - 200);
  const said = await run('dupes', '--pixels', '.');
  expect(said.out).toBe('a.png\nb.png\n\n');
  expect(said.err).toContain('broken.png: The file is truncated');
  expect(said.code).toBe(1);
});

test('SVGs are not compared by their pixels, which is not a failure', async () => {
  place('a.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>');
  place('b.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>');
  expect(await run('dupes', '--pixels', '.')).toMatchObject({ code: 0, out: '' });
});

test.skipIf(process.platform === 'win32')('a pipe named like an image does not block', async () => {
  execFileSync('mkfifo', [at('pipe.png')]);
  symlinkSync('pipe.png', at('link.png'));
  for (const args of [['check'], ['dupes', '--pixels'], ['dupes', '--similar']])
    expect((await run(...args, at('pipe.png'), at('link.png'))).err).toContain('This is a pipe, not a file.');
});

test.each([
  [['--pixels', '--similar'], "error: option '--pixels' cannot be used with option '--similar'"],
  [['--threshold', '3'], 'error: --threshold and --turned need --similar'],
  [['--similar', '--threshold', '99'], 'It must be a whole number from 0 to 12.'],
])('%j is refused', async (args, sentence) => {
  expect(await run('dupes', ...args, '.')).toMatchObject({ code: 2, err: expect.stringContaining(sentence) });
});
