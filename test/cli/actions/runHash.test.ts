import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../src/engine/fs/fileDigest';
import { setUpPool } from '../../pool/setUp';
import { parseLines } from '../commandLine';
import { at, place, placeFew, run } from '../files';

/** `assetmill hash`: real processes on real files. */

setUpPool();

describe('hash', () => {
  test('prints GNU lines in sorted order, with paths from the working folder', async () => {
    placeFew();
    const said = await run('hash', 'data');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toBe(
      [
        ['one', 'data/a b.txt'],
        ['two', 'data/b.bin'],
        ['', 'data/deep/c'],
      ]
        .map(([content, path]) => `${digestOf(Buffer.from(content as string))}  ${path}\n`)
        .join(''),
    );
  });

  test('writes a checksum file that does not list itself, and verify succeeds, also the second time', async () => {
    placeFew();
    for (let round = 0; round < 2; round += 1)
      expect(await run('hash', '--output', 'data/SHA256SUMS', 'data')).toMatchObject({ code: 0, err: '' });
    expect(
      readFileSync(at('data', 'SHA256SUMS'), 'utf8')
        .split('\n')
        .map((line) => line.slice(66)),
    ).toEqual(['a b.txt', 'b.bin', 'deep/c', '']);
    const said = await run('verify', 'data/SHA256SUMS');
    expect(said).toMatchObject({ code: 0, err: '', out: 'a b.txt: OK\nb.bin: OK\ndeep/c: OK\n' });
  });

  test('several algorithms print tagged lines', async () => {
    placeFew();
    const said = await run('hash', '--algorithm', 'md5,crc32', 'data/b.bin');
    const crc = crc32('two').toString(16).padStart(8, '0');
    expect(said.out).toBe(`MD5 (data/b.bin) = ${hash('md5', 'two')}\nCRC32 (data/b.bin) = ${crc}\n`);
  });

  test('a cached digest is not used for another file at the same path', async () => {
    place('data/a', 'first');
    await run('hash', 'data');
    // Old enough to be cached.
    execFileSync('touch', ['-d', '2001-01-01', at('data', 'a')]);
    const first = await run('hash', 'data');
    expect(await run('hash', 'data')).toEqual(first);
    rmSync(at('data', 'a'));
    place('data/a', 'other');
    execFileSync('touch', ['-d', '2001-01-01', at('data', 'a')]);
    expect((await run('hash', 'data')).out).toBe(`${digestOf(Buffer.from('other'))}  data/a\n`);
  });

  test('100 equal files are spread over the workers, and the summary counts them', async () => {
    for (let index = 0; index < 100; index += 1) place(`data/${index}`, 'x'.repeat(2_000_000));
    const { summary, outcomes } = parseLines(await run('hash', '--json', '--no-cache', '--workers', '2', 'data'));
    expect(summary.counts).toMatchObject({ done: 100, failed: 0 });
    expect(new Set(outcomes.map(({ findings }) => findings?.digests?.sha256)).size).toBe(1);
    for (const { files } of summary.workers) expect(files, JSON.stringify(summary.workers)).toBeGreaterThanOrEqual(25);
  });

  test('a checksum file never replaces another kind of file, nor a good one when nothing was read', async () => {
    placeFew();
    const photo = 'a photo\n';
    place('photo.jpg', photo);
    expect(await run('hash', '--output', 'photo.jpg', 'photo.jpg')).toMatchObject({
      code: 2,
      err: expect.stringContaining('is not a checksum file'),
    });
    expect(readFileSync(at('photo.jpg'), 'utf8')).toBe(photo);
    place('huge', '');
    truncateSync(at('huge'), 2 ** 40);
    expect((await run('hash', '--output', 'huge', 'data')).err).toContain('is not a checksum file');
    truncateSync(at('huge'), 0);
    await run('hash', '--output', 'SUMS', 'data');
    const good = readFileSync(at('SUMS'), 'utf8');
    expect(await run('hash', '--output', 'SUMS', 'typo')).toMatchObject({ code: 1, out: 'No checksum file was written.\n' });
    expect(await run('hash', '--output', 'SUMS')).toMatchObject({
      code: 2,
      err: expect.stringContaining("missing required argument 'paths'"),
    });
    expect(parseLines(await run('hash', '--json', '--output', 'SUMS', 'typo')).summary).toMatchObject({ list: null });
    expect(readFileSync(at('SUMS'), 'utf8')).toBe(good);
    expect(parseLines(await run('hash', '--json', '--output', 'SUMS', 'data')).summary).toMatchObject({ list: at('SUMS') });
    expect(await run('hash', '--output', 'nowhere/SUMS', 'data')).toMatchObject({ code: 2, err: expect.stringContaining('nowhere') });
    expect(await run('hash', '--output', 'data', 'data')).toMatchObject({ code: 2, err: expect.stringContaining('is not a file') });
  });

  test('a checksum file is the same through a link to its folder, and through a link to itself', async () => {
    placeFew();
    symlinkSync('data', at('link'));
    await run('hash', '--output', 'link/SUMS', 'link');
    expect(readFileSync(at('data', 'SUMS'), 'utf8')).toContain('  deep/c\n');
    expect(await run('verify', 'link/SUMS')).toMatchObject({ code: 0, err: '', out: 'a b.txt: OK\nb.bin: OK\ndeep/c: OK\n' });
    symlinkSync('data/SUMS', at('LIST'));
    await run('hash', '--output', 'LIST', 'data/b.bin');
    expect(readFileSync(at('data', 'SUMS'), 'utf8')).toContain('  b.bin\n');
  });

  test('an empty folder prints nothing', async () => {
    mkdirSync(at('data'));
    expect(await run('hash', 'data')).toMatchObject({ code: 0, out: '', err: '' });
  });

  test('pipes and missing files are reported, and the others are hashed', async () => {
    placeFew();
    if (process.platform !== 'win32') execFileSync('mkfifo', [at('pipe')]);
    const said = await run('hash', 'data/b.bin', 'gone', 'pipe');
    expect(said.out).toBe(`${digestOf(Buffer.from('two'))}  data/b.bin\n`);
    expect(said.err).toContain('gone: The file does not exist.');
    expect(said.err).toContain('pipe: This is a pipe, not a file.');
    expect(said.code).toBe(1);
  });

  test('looping links end, and a file is read once however many links lead to it', async () => {
    placeFew();
    symlinkSync('..', at('data', 'deep', 'up'));
    symlinkSync('../b.bin', at('data', 'deep', 'same'));
    expect((await run('hash', 'data')).out.trimEnd().split('\n')).toHaveLength(3);
  });

  test.each([
    [['--algorithm', 'sha3'], "error: option '--algorithm <algorithms>' argument 'sha3' is invalid. Allowed choices are sha256, sha1"],
    [
      ['--order', 'random'],
      "error: option '--order <order>' argument 'random' is invalid. Allowed choices are auto, parallel, sequential.",
    ],
    [['--long-edge', '3'], "error: unknown option '--long-edge'"],
  ])('%j is refused', async (args, sentence) => {
    expect(await run('hash', ...args, '.')).toMatchObject({ code: 2, err: expect.stringContaining(sentence) });
  });

  test('sequential order prints the same lines', async () => {
    placeFew();
    expect((await run('hash', '--order', 'sequential', 'data')).out).toBe((await run('hash', 'data')).out);
  });
});
