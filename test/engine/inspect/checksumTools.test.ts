import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { algorithmTraits, type DigestAlgorithm } from '../../../src/shared/checksums/digestAlgorithms';
import { corpora } from '../fixtures/corpus';
import { edgedNames, escapedNames, oddNames, plainNames, writeFiles } from '../fixtures/oddNames';
import { temporaryFolder } from '../fixtures/runs';
import { hasTool, runTool } from '../fixtures/tools';
import { allFine, verify, writeList } from '../fixtures/verification';

/** Checksum files are compatible with the programs that define their formats, in both directions. */

interface Tool {
  readonly algorithm: DigestAlgorithm;
  readonly command: string;
  /** File names that it writes and reads like GNU tools. */
  readonly names: readonly string[];
  /** The option for BSD format, if it has one. */
  readonly tag?: string;
  readonly options?: readonly string[];
}

// b3sum 1.2 escapes no carriage return, xxhsum 0.8.1 nothing at all; rhash takes white space off a name,
// and its list of CRC-32 has the name first, which a name that begins with a digest makes look like another.
const coreutils = { names: oddNames, tag: '--tag' };
const tools: readonly Tool[] = [
  { algorithm: 'sha256', command: 'sha256sum', ...coreutils },
  { algorithm: 'sha1', command: 'sha1sum', ...coreutils },
  { algorithm: 'sha512', command: 'sha512sum', ...coreutils },
  { algorithm: 'md5', command: 'md5sum', ...coreutils },
  { algorithm: 'blake3', command: 'b3sum', names: [...plainNames, ...edgedNames, ...escapedNames] },
  { algorithm: 'xxh64', command: 'xxhsum', names: [...plainNames, ...edgedNames], tag: '--tag' },
  { algorithm: 'crc32', command: 'rhash', names: plainNames.filter((name) => !name.startsWith('deadbeef')), options: ['--crc32'] },
];

describe.each(tools)('$command', ({ algorithm, command, names, tag, options = [] }) => {
  test.each(['gnu', 'bsd'] as const)('accepts files written here in %s format', async (style) => {
    if (!hasTool(command) || (style === 'bsd' && command === 'b3sum')) return;
    const folder = temporaryFolder();
    writeFiles(folder, names);
    const list = await writeList(folder, names, algorithm, style);
    const { ok, stdout, stderr } = runTool(command, ['-c', list], folder);
    expect([ok, stdout.match(/^(?!Everything ).* OK *$/gm)?.length, stderr]).toEqual([true, names.length, '']);
    writeFileSync(join(folder, names[0] as string), 'something else');
    expect(runTool(command, ['-c', list], folder).ok).toBe(false);
  });

  test.each(tag ? [[], [tag]] : [[]])('writes files that are verified here %s', async (...flags: string[]) => {
    if (!hasTool(command)) return;
    const folder = temporaryFolder();
    writeFiles(folder, names);
    const list = algorithmTraits[algorithm].listName;
    const { stdout, ok } = runTool(command, [...options, ...flags, '--', ...names.map((name) => `./${name}`)], folder);
    expect(ok).toBe(true);
    writeFileSync(join(folder, list), stdout);
    expect(await verify(folder, list)).toEqual(allFine(names));
    writeFileSync(join(folder, names[0] as string), 'something else');
    expect(await verify(folder, list)).toMatchObject({ failed: [names[0]], fine: [...names.slice(1)].sort() });
  });
});

test('md5sum in binary mode and BSD order is verified here', async () => {
  if (!hasTool('md5sum')) return;
  const folder = temporaryFolder();
  writeFiles(folder, oddNames);
  const { stdout } = runTool('md5sum', ['--binary', '--', ...oddNames.map((name) => `./${name}`)], folder);
  writeFileSync(join(folder, 'binary.md5'), stdout);
  expect(await verify(folder, 'binary.md5')).toEqual(allFine(oddNames));
  writeFileSync(join(folder, 'reversed.md5'), stdout.replace(/^(\\?[0-9a-f]+) \*/gm, '$1 '));
  expect(await verify(folder, 'reversed.md5')).toEqual(allFine(oddNames));
});

test('openssl dgst output is verified here', async () => {
  if (!hasTool('openssl')) return;
  const folder = temporaryFolder();
  const names = plainNames.filter((name) => !name.startsWith('-'));
  writeFiles(folder, names);
  writeFileSync(join(folder, 'list.txt'), runTool('openssl', ['dgst', '-sha256', ...names], folder).stdout);
  expect(await verify(folder, 'list.txt')).toEqual(allFine(names));
});

test('rhash accepts a list of several algorithms', async () => {
  if (!hasTool('rhash')) return;
  const folder = temporaryFolder();
  writeFiles(folder, plainNames);
  const { stdout } = runTool('rhash', ['--bsd', '--sha256', '--md5', '--crc32', '--blake2s', '--', ...plainNames], folder);
  writeFileSync(join(folder, 'list.txt'), stdout);
  const { fine, failed, errors } = await verify(folder, 'list.txt');
  expect([fine, failed]).toEqual([[...plainNames].sort(), []]);
  expect(errors).toHaveLength(plainNames.length);
  expect(errors[0]?.message).toMatch(/^The algorithm BLAKE2S(-256)? is not supported\.$/i);
});

describe.each(corpora)('%s', (_, corpus) => {
  const files = () =>
    readdirSync(corpus, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(corpus.length + 1));

  test('is listed for and by sha256sum and b3sum', async () => {
    const folder = temporaryFolder();
    symlinkSync(corpus, join(folder, 'corpus'));
    const names = files().map((name) => `corpus/${name}`);
    for (const [algorithm, command] of [
      ['sha256', 'sha256sum'],
      ['blake3', 'b3sum'],
    ] as const) {
      if (!hasTool(command)) continue;
      const list = await writeList(folder, names, algorithm, 'gnu');
      expect(runTool(command, ['--quiet', '-c', list], folder)).toEqual({ ok: true, stdout: '', stderr: '' });
      writeFileSync(join(folder, list), runTool(command, names, folder).stdout);
      expect(await verify(folder, list)).toEqual(allFine(names));
    }
  });
});
