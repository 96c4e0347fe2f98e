import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { VerifiedLine } from '../../../src/cli/output/verifyLines';
import { digestOf } from '../../../src/engine/fs/fileDigest';
import { bundles, setUpPool, workspace } from '../../pool/setUp';
import { commandLine, parseLines } from '../commandLine';

/** `hash` and `verify` of the command line: real processes on real files. */

setUpPool();

const run = (...args: string[]) => commandLine(bundles, workspace, ...args);
const at = (...names: string[]) => join(workspace.root, ...names);

function place(name: string, content: string): void {
  mkdirSync(join(at(name), '..'), { recursive: true });
  writeFileSync(at(name), content);
}

function placeFew(): void {
  for (const [name, content] of Object.entries({ 'data/b.bin': 'two', 'data/a b.txt': 'one', 'data/deep/c': '' })) place(name, content);
}

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

describe('verify', () => {
  test('says what failed, is missing, or is not listed, and names the lines that make no sense', async () => {
    placeFew();
    await run('hash', '--output', 'data/SHA256SUMS', 'data');
    place('data/b.bin', 'twO');
    rmSync(at('data', 'deep', 'c'));
    place('data/new', 'new');
    appendFileSync(at('data', 'SHA256SUMS'), 'hello\n');
    const said = await run('verify', 'data/SHA256SUMS');
    expect(said.out).toBe('a b.txt: OK\nb.bin: FAILED\ndeep/c: MISSING\nnew: EXTRA\n');
    expect(said.err).toContain('SHA256SUMS:4: Expected "digest  name"');
    expect(said.code).toBe(1);
    const { summary, outcomes } = parseLines(await run('verify', '--json', 'data/SHA256SUMS'));
    expect(summary.counts).toMatchObject({ done: 1, failed: 2, skipped: 1 });
    expect(outcomes.find((line) => 'error' in line)).toEqual({
      error: { line: 4, message: expect.stringContaining('Expected "digest  name"') },
    });
    expect(outcomes.find(({ source }) => source?.endsWith('b.bin'))).toMatchObject({ status: 'failed', code: 'digest-differs' });
  });

  test('says for programs what it says for people of every file, with its line and the digests that differ', async () => {
    for (const name of ['good', 'bad', 'gone', 'dir/x']) place(`data/${name}`, name);
    place('far/secret', 'secret');
    await run('hash', '--algorithm', 'sha256,crc32', '--output', 'data/SUMS', 'data');
    appendFileSync(at('data', 'SUMS'), `SHA256 (../far/secret) = ${digestOf(Buffer.from('secret'))}\n`);
    place('data/bad', 'other');
    place('data/new', 'new');
    rmSync(at('data', 'gone'));
    rmSync(at('data', 'dir', 'x'));
    mkdirSync(at('data', 'dir', 'x'));
    const [told, shown] = [await run('verify', '--json', 'data/SUMS'), await run('verify', 'data/SUMS')];
    const lines = parseLines(told).outcomes as VerifiedLine[];
    const plain = lines.map(({ path, verdict }) => `${path}: ${verdict}\n`);
    expect(plain.sort().join('')).toBe(
      shown.out
        .split(/(?<=\n)/)
        .sort()
        .join(''),
    );
    const crc = (text: string) => crc32(text).toString(16).padStart(8, '0');
    const sha = (text: string) => digestOf(Buffer.from(text));
    const differences = [
      { line: 1, algorithm: 'sha256', expected: sha('bad'), found: sha('other') },
      { line: 5, algorithm: 'crc32', expected: crc('bad'), found: crc('other') },
    ];
    expect(Object.fromEntries(lines.map(({ path, verdict, line, differences }) => [path, { verdict, line, differences }]))).toEqual({
      good: { verdict: 'OK', line: 4 },
      bad: { verdict: 'FAILED', line: 1, differences },
      gone: { verdict: 'MISSING', line: 3 },
      new: { verdict: 'EXTRA' },
      'dir/x': { verdict: 'SKIPPED', line: 2 },
      '../far/secret': { verdict: 'SKIPPED', line: 9 },
    });
    expect(told.code).toBe(1);
  });

  test('a file that is not listed fails nothing', async () => {
    placeFew();
    await run('hash', '--output', 'SHA256SUMS', 'data/b.bin');
    const said = await run('verify', 'SHA256SUMS');
    expect(said.code).toBe(0);
    expect(said.out).toContain('data/b.bin: OK\n');
  });

  test('files outside of the folder of the list are read only when the call says so', async () => {
    place('secret/key', 'key');
    place('list/SHA256SUMS', `${digestOf(Buffer.from('key'))}  ../secret/key\n`);
    const said = await run('verify', 'list/SHA256SUMS');
    expect(said).toMatchObject({ code: 1, out: '../secret/key: SKIPPED\n' });
    const allowed = await run('verify', '--allow-outside', 'secret', 'list/SHA256SUMS');
    expect(allowed).toMatchObject({ code: 0, out: '../secret/key: OK\n' });
  });

  test.each([
    ['', 'It lists no files.'],
    ['# nothing\n\n', 'It lists no files.'],
  ])('a list of nothing is no proof: %j', async (text, sentence) => {
    place('SHA256SUMS', text);
    expect(await run('verify', 'SHA256SUMS')).toMatchObject({ code: 2, err: expect.stringContaining(sentence) });
  });

  test('lines that no file can be behind fail alone', async () => {
    place('a', 'a');
    symlinkSync('loop', at('loop'));
    const [zeros, good] = ['0'.repeat(64), digestOf(Buffer.from('a'))];
    place('SHA256SUMS', `${zeros}  a/x\n${zeros}  ${'n'.repeat(300)}\n${zeros}  loop\n${good}  a\n`);
    const said = await run('verify', 'SHA256SUMS');
    expect(said.code).toBe(1);
    expect(said.out.split('\n').filter((line) => line.endsWith(': MISSING'))).toHaveLength(3);
    expect(said.out).toContain('a: OK\n');
  });

  test('files behind a link that leads out are none of the list', async () => {
    place('list/a', 'a');
    place('far/b', 'b');
    symlinkSync('../far', at('list', 'out'));
    await run('hash', '--output', 'list/SUMS', 'list/a');
    expect((await run('verify', 'list/SUMS')).out).toBe('a: OK\n');
  });

  test('a list of 150,000 files that are not there is told to its end', async () => {
    const lines = Array.from({ length: 150_000 }, (_, index) => `${'0'.repeat(64)}  gone/${index}\n`);
    place('SHA256SUMS', lines.join(''));
    const { summary } = parseLines(await run('verify', '--json', 'SHA256SUMS'));
    expect(summary.counts).toMatchObject({ failed: 150_000 });
  });

  test('globs are refused: the list says which files', async () => {
    expect(await run('verify', '--include', '*.png', 'SHA256SUMS')).toMatchObject({
      code: 2,
      err: expect.stringContaining('verify takes no --include'),
    });
  });

  test('a digest that was remembered counts for nothing', async () => {
    place('data/a', 'same size');
    execFileSync('touch', ['-d', '2001-01-01', at('data', 'a')]);
    await run('hash', '--output', 'SHA256SUMS', 'data');
    // Rotten on the disk: other bytes, and nothing else has changed.
    writeFileSync(at('data', 'a'), 'Same size');
    execFileSync('touch', ['-d', '2001-01-01', at('data', 'a')]);
    expect(await run('verify', 'SHA256SUMS')).toMatchObject({ code: 1, out: expect.stringContaining('data/a: FAILED') });
  });

  test.each([
    [['gone'], 'gone'],
    [[], 'verify takes one checksum file'],
  ])('%j cannot be verified', async (args, sentence) => {
    const said = await run('verify', ...args);
    expect(said.err).toContain(sentence);
    expect(said.code).toBe(2);
  });
});
