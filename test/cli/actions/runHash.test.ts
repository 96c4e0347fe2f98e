import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
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

  test('writes a list that leaves itself out, and verify finds nothing wrong, also a second time', async () => {
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

  test('several algorithms from one reading are told apart by tags', async () => {
    placeFew();
    const said = await run('hash', '--algorithm', 'md5,crc32', 'data/b.bin');
    const crc = crc32('two').toString(16).padStart(8, '0');
    expect(said.out).toBe(`MD5 (data/b.bin) = ${hash('md5', 'two')}\nCRC32 (data/b.bin) = ${crc}\n`);
  });

  test('a digest that is remembered is not remembered for another file at its place', async () => {
    place('data/a', 'first');
    await run('hash', 'data');
    // Old enough to be remembered.
    execFileSync('touch', ['-d', '2001-01-01', at('data', 'a')]);
    const first = await run('hash', 'data');
    expect(await run('hash', 'data')).toEqual(first);
    rmSync(at('data', 'a'));
    place('data/a', 'other');
    execFileSync('touch', ['-d', '2001-01-01', at('data', 'a')]);
    expect((await run('hash', 'data')).out).toBe(`${digestOf(Buffer.from('other'))}  data/a\n`);
  });

  test('100 equal files are spread over the workers; the summary says how', async () => {
    for (let index = 0; index < 100; index += 1) place(`data/${index}`, 'x'.repeat(2_000_000));
    const { summary, outcomes } = parseLines(await run('hash', '--json', '--no-cache', '--workers', '2', 'data'));
    expect(summary.counts).toMatchObject({ done: 100, failed: 0 });
    expect(new Set(outcomes.map(({ findings }) => findings?.digests?.sha256)).size).toBe(1);
    for (const { files } of summary.workers) expect(files, JSON.stringify(summary.workers)).toBeGreaterThanOrEqual(25);
  });

  test('a list never takes the place of something else, nor of a good one when nothing was read', async () => {
    placeFew();
    const photo = 'a photo\n';
    place('photo.jpg', photo);
    expect(await run('hash', '--output', 'photo.jpg', 'photo.jpg')).toMatchObject({
      code: 2,
      err: expect.stringContaining('is no checksum file'),
    });
    expect(readFileSync(at('photo.jpg'), 'utf8')).toBe(photo);
    await run('hash', '--output', 'SUMS', 'data');
    const good = readFileSync(at('SUMS'), 'utf8');
    expect(await run('hash', '--output', 'SUMS', 'typo')).toMatchObject({ code: 1, out: 'No list was written.\n' });
    expect(await run('hash', '--output', 'SUMS')).toMatchObject({ code: 2, err: expect.stringContaining('hash takes files or folders') });
    expect(parseLines(await run('hash', '--json', '--output', 'SUMS', 'typo')).summary).toMatchObject({ list: null });
    expect(readFileSync(at('SUMS'), 'utf8')).toBe(good);
    expect(parseLines(await run('hash', '--json', '--output', 'SUMS', 'data')).summary).toMatchObject({ list: at('SUMS') });
    expect(await run('hash', '--output', 'nowhere/SUMS', 'data')).toMatchObject({ code: 2, err: expect.stringContaining('nowhere') });
    expect(await run('hash', '--output', 'data', 'data')).toMatchObject({ code: 2, err: expect.stringContaining('is not a file') });
  });

  test('through a link to its folder a list is the same, and a link that is the list leads to it', async () => {
    placeFew();
    symlinkSync('data', at('link'));
    await run('hash', '--output', 'link/SUMS', 'link');
    expect(readFileSync(at('data', 'SUMS'), 'utf8')).toContain('  deep/c\n');
    expect(await run('verify', 'link/SUMS')).toMatchObject({ code: 0, err: '', out: 'a b.txt: OK\nb.bin: OK\ndeep/c: OK\n' });
    symlinkSync('data/SUMS', at('LIST'));
    await run('hash', '--output', 'LIST', 'data/b.bin');
    expect(readFileSync(at('data', 'SUMS'), 'utf8')).toContain('  b.bin\n');
  });

  test('nothing to hash is an empty list', async () => {
    mkdirSync(at('data'));
    expect(await run('hash', 'data')).toMatchObject({ code: 0, out: '', err: '' });
  });

  test('what is no file, and what is not there, is said; the rest goes on', async () => {
    placeFew();
    if (process.platform !== 'win32') execFileSync('mkfifo', [at('pipe')]);
    const said = await run('hash', 'data/b.bin', 'gone', 'pipe');
    expect(said.out).toBe(`${digestOf(Buffer.from('two'))}  data/b.bin\n`);
    expect(said.err).toContain('gone: The file is not there any more');
    expect(said.err).toContain('pipe: This is a pipe of other programs, not a file.');
    expect(said.code).toBe(1);
  });

  test('links that loop end, and a file is read once however many ways lead to it', async () => {
    placeFew();
    symlinkSync('..', at('data', 'deep', 'up'));
    symlinkSync('../b.bin', at('data', 'deep', 'same'));
    expect((await run('hash', 'data')).out.trimEnd().split('\n')).toHaveLength(3);
  });

  test.each([
    [['--algorithm', 'sha3'], '--algorithm: one of sha256, sha1'],
    [['--order', 'random'], '--order: one of auto, parallel, sequential; got random'],
    [['--long-edge', '3'], 'hash takes no --long-edge'],
  ])('%j is refused', async (args, sentence) => {
    expect(await run('hash', ...args, '.')).toMatchObject({ code: 2, err: expect.stringContaining(sentence) });
  });

  test('one file at a time, in the order of the disk, comes to the same list', async () => {
    placeFew();
    expect((await run('hash', '--order', 'sequential', 'data')).out).toBe((await run('hash', 'data')).out);
  });
});
