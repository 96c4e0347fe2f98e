import { minimatch } from 'minimatch';
import { describe, expect, it } from 'vitest';
import { checksumGlobs, checksumWords, isChecksumName } from '../../../src/shared/checksums/checksumFileNames';
import { algorithmOfListName, algorithmTraits, digestAlgorithms } from '../../../src/shared/checksums/digestAlgorithms';

const forms = (word: string) => [
  ...['sums', 'sum', 'sums.txt', 'sum.txt'].flatMap((end) => [`${word}${end}`, `linux-x64_${word}${end}`, `tool.${word}${end}`]),
  ...[`${word}.txt`, `photos-${word}.txt`, `photo.jpg.${word}`, `photo.jpg.${word}.txt`],
];
const named = digestAlgorithms.flatMap((algorithm) =>
  checksumWords[algorithm].flatMap((word) =>
    [word, word.replace('-', ''), word.toUpperCase()].flatMap((spelt) => forms(spelt).map((name) => [name, algorithm] as const)),
  ),
);
const usual = digestAlgorithms.flatMap((algorithm) => {
  const { listName, extension } = algorithmTraits[algorithm];
  return [[listName, algorithm] as const, [`photo.jpg.${extension}`, algorithm] as const];
});
const others = [
  ...['md5.ts', 'sha256.go', 'notes.txt', 'notes-on-b3.txt', 'tool-1.0-b3', 'photo.jpg', 'sums', 'sha256', 'xsha256sums', 'checks.txt'],
  ...['B2SUMS', 'x.blake2', 'sha3-256sums.txt', 'x.sha384', 'sha512-256sums', 'sha256sums.asc', 'checksums.json'],
];

describe('names of checksum files', () => {
  it('contain an algorithm that the parser recognizes, too', () => {
    for (const [name, algorithm] of [...named, ...usual])
      expect([name, isChecksumName(name), algorithmOfListName(name)]).toEqual([name, true, algorithm]);
  });

  it('may contain no algorithm', () => {
    for (const name of ['CHECKSUMS', 'checksums.txt', 'tool_1.0_checksums.txt'])
      expect([name, isChecksumName(name), algorithmOfListName(name)]).toEqual([name, true, undefined]);
  });

  it('do not include names of other files or of lists with other algorithms', () => {
    for (const name of others) expect([name, isChecksumName(name)]).toEqual([name, false]);
  });

  it('match the globs that VS Code uses', () => {
    const globs = checksumGlobs();
    const byGlob = (name: string) => globs.some((glob) => minimatch(name.toLowerCase(), glob, { dot: true }));
    for (const name of [...named.map(([each]) => each), ...usual.map(([each]) => each), ...others])
      expect([name, byGlob(name)]).toEqual([name, isChecksumName(name)]);
  });
});
