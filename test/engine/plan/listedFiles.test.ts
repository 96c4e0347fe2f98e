import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ListedFiles } from '../../../src/engine/plan/listedFiles';
import { ChecksumParser } from '../../../src/shared/checksums/checksumFile';
import { type DigestAlgorithm, digestAlgorithms } from '../../../src/shared/checksums/digestAlgorithms';
import { mismatches } from '../../../src/shared/run/inspection';
import { oddNames } from '../fixtures/oddNames';
import { place, temporaryFolder } from '../fixtures/runs';
import { allFine, verify, writeList } from '../fixtures/verification';

const [one, two] = ['1'.repeat(64), '2'.repeat(64)];

/** The files that a checksum file in a folder lists with these lines. */
function listed(folder: string, lines: readonly string[], roots = [folder]): ListedFiles {
  const files = new ListedFiles(folder, roots);
  const { entries } = new ChecksumParser('list').push(lines.map((line) => `${line}\n`).join(''));
  for (const entry of entries) files.add(entry);
  return files;
}

const namesOf = (files: readonly { readonly name: string }[]) => files.map(({ name }) => name);

test('a file with several digests is read once', () => {
  const folder = temporaryFolder();
  const { inside, contradictions } = listed(folder, [`${one}  a`, `BLAKE3 (a) = ${two}`, `${one}  ./sub/../a`, `${two}  b`]);
  expect(inside).toEqual([
    {
      path: join(folder, 'a'),
      name: 'a',
      expected: [
        { algorithm: 'sha256', digest: one, line: 1 },
        { algorithm: 'blake3', digest: two, line: 2 },
      ],
    },
    { path: join(folder, 'b'), name: 'b', expected: [{ algorithm: 'sha256', digest: two, line: 4 }] },
  ]);
  expect(contradictions).toEqual([]);
});

test('lines that contradict each other are reported, and one of them fails', () => {
  const { inside, contradictions } = listed(temporaryFolder(), [`${one}  a`, `${two}  a`, `${two}  a`]);
  expect(contradictions).toEqual([{ line: 2, firstLine: 1, name: 'a' }]);
  expect(mismatches(inside[0] as (typeof inside)[number], { sha256: two }).map(({ line }) => line)).toEqual([1]);
});

test('a list with endless contradictions is processed in bounded time', () => {
  const lines = Array.from({ length: 50_000 }, (_, index) => `${index.toString(16).padStart(64, '0')}  a`);
  const { inside, contradictions, moreContradictions } = listed(temporaryFolder(), lines);
  expect(inside[0]?.expected).toHaveLength(2);
  expect(contradictions).toHaveLength(1000);
  expect(moreContradictions).toEqual({ count: 48_999, lastLine: 50_000 });
});

test('a digest that was not computed does not match', () => {
  const [file] = listed(temporaryFolder(), [`${one}  a`]).inside;
  expect(mismatches(file as NonNullable<typeof file>, { md5: one })).toHaveLength(1);
});

describe('files outside the roots', () => {
  test('files behind "..", an absolute path, or a link to a folder or a file are outside the roots', () => {
    const outer = temporaryFolder();
    const folder = join(outer, 'in');
    const secret = place(join(outer, 'out/secret'), 'x');
    mkdirSync(folder);
    symlinkSync(join(outer, 'out'), join(folder, 'link'));
    symlinkSync(secret, join(folder, 'file'));
    const names = ['../out/secret', secret, 'link/gone', 'file', '../input', 'fine', 'sub/../fine2', join(folder, 'fine3')];
    const { inside, outside } = listed(
      folder,
      names.map((name) => `${one}  ${name}`),
    );
    expect(namesOf(outside)).toEqual(['../out/secret', 'link/gone', '../input']);
    expect(outside[0]?.path).toBe(secret);
    expect(namesOf(inside)).toEqual(['fine', 'sub/../fine2', join(folder, 'fine3')]);
  });

  test('files in another root are not outside', () => {
    const outer = temporaryFolder();
    mkdirSync(join(outer, 'a'));
    const { inside, outside } = listed(join(outer, 'a'), [`${one}  ../b/x`, `${one}  ../c/x`], [join(outer, 'a'), join(outer, 'b')]);
    expect([namesOf(inside), namesOf(outside)]).toEqual([['../b/x'], ['../c/x']]);
  });
});

describe.skipIf(process.platform === 'win32')('backslashes', () => {
  const lines = [`${one}  sub\\a`, `\\${one}  sub\\\\b`, `${one}  sub\\gone`, `${one}  both\\x`];

  test('backslashes separate folders unless a file has that literal name', () => {
    const folder = temporaryFolder();
    for (const name of ['sub/a', 'sub/b', 'both/x', 'both\\x']) place(join(folder, name));
    expect(listed(folder, lines).inside.map(({ path }) => path.slice(folder.length + 1))).toEqual([
      'sub/a',
      'sub\\b',
      'sub\\gone',
      'both\\x',
    ]);
  });

  test('backslashes lead out of the roots like slashes do', () => {
    const outer = temporaryFolder();
    place(join(outer, 'secret'));
    mkdirSync(join(outer, 'in'));
    const lines = [`${one}  ..\\secret`, `${one}  ..\\gone`];
    expect(namesOf(listed(join(outer, 'in'), lines).outside)).toEqual(['..\\secret', '..\\gone']);
  });
});

test('unlisted files are found, except for the lists themselves', () => {
  const folder = temporaryFolder();
  const found = ['a', 'b', 'sub/c', 'SHA256SUMS', 'MD5SUMS'].map((name) => place(join(folder, name)));
  symlinkSync(join(folder, 'b'), join(folder, 'link to b'));
  const files = listed(folder, [`${one}  a`, `${one}  link to b`, `${one}  gone`]);
  expect(files.extraFiles(found, [join(folder, 'SHA256SUMS')])).toEqual([join(folder, 'sub/c'), join(folder, 'MD5SUMS')]);
});

describe('checksum files of random folders', () => {
  const name = fc
    .oneof(fc.constantFrom(...oddNames.filter((each) => !each.includes('/'))), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }))
    .filter((each) => !/[/\0]|^\.{1,2}$/.test(each) && Buffer.byteLength(each) <= 255 && !/SUMS$/.test(each));
  const folderOf = fc.record({
    algorithm: fc.constantFrom<DigestAlgorithm>(...digestAlgorithms),
    style: fc.constantFrom('gnu' as const, 'bsd' as const),
    files: fc.uniqueArray(fc.record({ name, content: fc.uint8Array({ minLength: 1, maxLength: 50 }) }), {
      minLength: 1,
      maxLength: 6,
      selector: (each) => each.name,
    }),
    chosen: fc.nat(),
    bit: fc.nat(),
  });

  test('a random folder passes verification, and a single changed bit is found', async () => {
    let round = 0;
    const outer = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(folderOf, async ({ algorithm, style, files, chosen, bit }) => {
        round += 1;
        const folder = join(outer, String(round));
        for (const each of files) place(join(folder, each.name), each.content);
        const names = files.map((each) => each.name);
        const list = await writeList(folder, names, algorithm, style);
        expect(await verify(folder, list)).toEqual(allFine(names));

        const victim = names[chosen % names.length] as string;
        const bytes = readFileSync(join(folder, victim));
        const at = bit % (bytes.length * 8);
        bytes[at >> 3] = (bytes[at >> 3] as number) ^ (1 << (at & 7));
        writeFileSync(join(folder, victim), bytes);
        const fine = names.filter((each) => each !== victim).sort();
        expect(await verify(folder, list)).toEqual({ ...allFine([]), fine, failed: [victim] });
      }),
      { numRuns: 150 },
    );
  });
});
