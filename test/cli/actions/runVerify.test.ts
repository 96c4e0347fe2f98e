import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { VerifiedLine } from '../../../src/cli/output/verifiedLines';
import { digestOf } from '../../../src/engine/fs/fileDigest';
import { setUpPool } from '../../pool/setUp';
import { parseLines } from '../commandLine';
import { at, place, placeFew, run } from '../files';

/** `assetmill verify`: real processes on real files. */

setUpPool();

describe('verify', () => {
  test('prints what failed, is missing or is not listed, and names unreadable lines', async () => {
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

  test('--json prints the same verdicts, with the lines and the digests that differ', async () => {
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

  test('a file that is not listed is not a failure', async () => {
    placeFew();
    await run('hash', '--output', 'SHA256SUMS', 'data/b.bin');
    const said = await run('verify', 'SHA256SUMS');
    expect(said.code).toBe(0);
    expect(said.out).toContain('data/b.bin: OK\n');
  });

  test('files outside the folder of the checksum file are read only with --allow-outside', async () => {
    place('secret/key', 'key');
    place('list/SHA256SUMS', `${digestOf(Buffer.from('key'))}  ../secret/key\n`);
    const said = await run('verify', 'list/SHA256SUMS');
    expect(said).toMatchObject({ code: 1, out: '../secret/key: SKIPPED\n' });
    const allowed = await run('verify', '--allow-outside', 'secret', 'list/SHA256SUMS');
    expect(allowed).toMatchObject({ code: 0, out: '../secret/key: OK\n' });
  });

  test.each([
    ['', 'The checksum file lists no files.'],
    ['# nothing\n\n', 'The checksum file lists no files.'],
  ])('a checksum file without files is an error: %j', async (text, sentence) => {
    place('SHA256SUMS', text);
    expect(await run('verify', 'SHA256SUMS')).toMatchObject({ code: 2, err: expect.stringContaining(sentence) });
  });

  test('lines with impossible paths fail alone', async () => {
    place('a', 'a');
    symlinkSync('loop', at('loop'));
    const [zeros, good] = ['0'.repeat(64), digestOf(Buffer.from('a'))];
    place('SHA256SUMS', `${zeros}  a/x\n${zeros}  ${'n'.repeat(300)}\n${zeros}  loop\n${good}  a\n`);
    const said = await run('verify', 'SHA256SUMS');
    expect(said.code).toBe(1);
    expect(said.out.split('\n').filter((line) => line.endsWith(': MISSING'))).toHaveLength(3);
    expect(said.out).toContain('a: OK\n');
  });

  test('files behind a link that leads outside are not extra files', async () => {
    place('list/a', 'a');
    place('far/b', 'b');
    symlinkSync('../far', at('list', 'out'));
    await run('hash', '--output', 'list/SUMS', 'list/a');
    expect((await run('verify', 'list/SUMS')).out).toBe('a: OK\n');
  });

  test('a checksum file with 150,000 missing files is verified to its end', async () => {
    const lines = Array.from({ length: 150_000 }, (_, index) => `${'0'.repeat(64)}  gone/${index}\n`);
    place('SHA256SUMS', lines.join(''));
    const { summary } = parseLines(await run('verify', '--json', 'SHA256SUMS'));
    expect(summary.counts).toMatchObject({ failed: 150_000 });
  });

  test('globs are refused', async () => {
    expect(await run('verify', '--include', '*.png', 'SHA256SUMS')).toMatchObject({
      code: 2,
      err: expect.stringContaining("error: unknown option '--include'"),
    });
  });

  test('a cached digest is not used', async () => {
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
    [[], "error: missing required argument 'file'"],
  ])('%j cannot be verified', async (args, sentence) => {
    const said = await run('verify', ...args);
    expect(said.err).toContain(sentence);
    expect(said.code).toBe(2);
  });
});
