import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ChecksumEntry,
  type ChecksumError,
  ChecksumParser,
  type ChecksumStyle,
  formatChecksums,
} from '../../../src/shared/checksums/checksumFile';
import { algorithmTraits, type DigestAlgorithm, digestAlgorithms } from '../../../src/shared/checksums/digestAlgorithms';
import { oddNames } from '../../engine/fixtures/oddNames';

interface Parsed {
  readonly entries: ChecksumEntry[];
  readonly errors: ChecksumError[];
}

function parse(text: string, name = 'checksums.txt', pieces = [text]): Parsed {
  const parser = new ChecksumParser(name);
  const all = [...pieces.map((piece) => parser.push(piece)), parser.end()];
  return { entries: all.flatMap(({ entries }) => entries), errors: all.flatMap(({ errors }) => errors) };
}

/** The algorithm and path of each entry. The text must have no errors. */
function read(text: string, name?: string): string[] {
  const { entries, errors } = parse(text, name);
  expect(errors).toEqual([]);
  return entries.map(({ path, algorithm }) => `${algorithm} ${path}`);
}

function errorsOf(text: string, name?: string): string[] {
  return parse(text, name).errors.map(({ line, message }) => `${line}: ${message}`);
}

const sha256 = '0123456789abcdef'.repeat(4);
const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const styles: readonly ChecksumStyle[] = ['gnu', 'bsd'];

describe('formatChecksums', () => {
  const entries = [
    { path: 'b.txt', digest: sha256 },
    { path: 'a/line\nfeed', digest: sha256 },
    { path: 'back\\slash', digest: sha256 },
    { path: '-', digest: sha256 },
  ];

  test('writes sorted lines like the GNU tools', () => {
    expect(formatChecksums(entries, { style: 'gnu', algorithm: 'sha256' })).toBe(
      `${sha256}  ./-\n\\${sha256}  a/line\\nfeed\n${sha256}  b.txt\n\\${sha256}  back\\\\slash\n`,
    );
  });

  test('writes BSD lines like sha256sum --tag', () => {
    expect(formatChecksums(entries.slice(0, 2), { style: 'bsd', algorithm: 'sha256' })).toBe(
      `\\SHA256 (a/line\\nfeed) = ${sha256}\nSHA256 (b.txt) = ${sha256}\n`,
    );
  });

  test('writes an empty text for no files', () => {
    expect(formatChecksums([], { style: 'gnu', algorithm: 'md5' })).toBe('');
  });
});

describe('ChecksumParser', () => {
  test.each(styles.flatMap((style) => digestAlgorithms.map((algorithm) => [style, algorithm] as const)))(
    'reads unusual names back from the %s format of %s',
    (style, algorithm) => {
      const digest = (index: number) => String(index).padStart(algorithmTraits[algorithm].digits, 'ab');
      const entries = oddNames.map((path, index) => ({ path, digest: digest(index) }));
      const { entries: found, errors } = parse(formatChecksums(entries, { style, algorithm }), algorithmTraits[algorithm].listName);
      expect(errors).toEqual([]);
      expect(new Map(found.map(({ path, digest: its }) => [path, its]))).toEqual(
        new Map(entries.map(({ path, digest: its }) => [path, its])),
      );
      expect(new Set(found.map((each) => each.algorithm))).toEqual(new Set([algorithm]));
    },
  );

  test('accepts binary marks, uppercase, CRLF, a byte order mark, comments, blank lines and a missing final line feed', () => {
    const text = `\ufeff# made by hand\r\n\r\n${sha256.toUpperCase()} *a b.bin\r\n; more\r\n${sha256}  ./sub/c\r\n  ${md5}  d\r\n${md5} e`;
    expect(parse(text)).toEqual({
      entries: [
        { line: 3, algorithm: 'sha256', digest: sha256, path: 'a b.bin', escaped: false },
        { line: 5, algorithm: 'sha256', digest: sha256, path: 'sub/c', escaped: false },
        { line: 6, algorithm: 'md5', digest: md5, path: 'd', escaped: false },
        { line: 7, algorithm: 'md5', digest: md5, path: 'e', escaped: false },
      ],
      errors: [],
    });
  });

  test('reads BSD lines, those of OpenSSL, and several algorithms in one file', () => {
    expect(read(`SHA256 (a (1).txt) = ${sha256}\nSHA2-256(b)= ${sha256}\nBLAKE3 (c) = ${sha256}\nMD5   (d) = ${md5}\n`)).toEqual([
      'sha256 a (1).txt',
      'sha256 b',
      'blake3 c',
      'md5 d',
    ]);
  });

  test('assigns a lone digest to the file that the list is named after', () => {
    expect(read(`${sha256}\n`, 'photo.jpg.sha256')).toEqual(['sha256 photo.jpg']);
    expect(read(`${sha256}  \r\n`, 'photo.jpg.b3')).toEqual(['blake3 photo.jpg']);
    expect(read(md5, 'photo.jpg.md5.txt')).toEqual(['md5 photo.jpg']);
    expect(read(md5, 'photo.jpg.txt')).toEqual(['md5 photo.jpg']);
    expect(errorsOf(sha256, 'SHA256SUMS')).toEqual(['1: The line does not name a file.']);
  });

  test('reads 64 digits as BLAKE3 where the name of the list says so', () => {
    expect(read(`${sha256}  a`, 'B3SUMS')).toEqual(['blake3 a']);
    expect(read(`${sha256}  a`, 'sums')).toEqual(['sha256 a']);
  });

  test('reads SFV, and CRC-32 lists with the digest first', () => {
    expect(read('; WinSFV\r\na b.jpg 0123ABCD\r\n#1.jpg\t89abcdef \r\n12345678 c.jpg ffffffff\r\n# remark\r\n', 'set.sfv')).toEqual([
      'crc32 a b.jpg',
      'crc32 #1.jpg',
      'crc32 12345678 c.jpg',
    ]);
    expect(read('0123abcd  a.jpg\nb.jpg 0123abcd\nCRC32 (c.jpg) = 0123abcd\n', 'set.crc32')).toEqual([
      'crc32 a.jpg',
      'crc32 b.jpg',
      'crc32 c.jpg',
    ]);
  });
});

describe('malformed lines are reported, and the others are read', () => {
  test.each([
    ['hello world', '1: Expected "digest  name" or "ALGORITHM (name) = digest".'],
    [`${sha256.slice(1)}  a`, '1: The algorithm of a digest with 63 digits is not supported.'],
    [`SHA256 (a) = ${md5}`, '1: The digest has 32 digits; SHA-256 has 64.'],
    [`SHA3-256 (a) = ${sha256}`, '1: The algorithm SHA3-256 is not supported.'],
    [`\\${sha256}  a\\tb`, '1: The name contains an invalid escape sequence.'],
    [`\\${sha256}  ends\\`, '1: The name contains an invalid escape sequence.'],
    [`${sha256}  a\0b`, '1: The name contains a null character.'],
    [`${sha256}  ./`, '1: The line does not name a file.'],
    ['x'.repeat(70_000), '1: The line is too long for a checksum file.'],
  ])('%.40j', (line, error) => {
    expect(errorsOf(line)).toEqual([error]);
    const { entries } = parse(`${line}\n${md5}  after\n`);
    expect(entries).toEqual([{ line: 2, algorithm: 'md5', digest: md5, path: 'after', escaped: false }]);
  });

  test('a digest whose length does not match the name of the list', () => {
    expect(errorsOf(`${md5}  a\n${sha256}  b\n`, 'SHA256SUMS')).toEqual(['1: The digest has 32 digits; SHA-256 has 64.']);
  });

  test('a list with an unsupported algorithm is not mistaken for another one', () => {
    expect(errorsOf(`${sha256}${sha256}  a\n`, 'B2SUMS')).toEqual(['1: The algorithm of a digest with 128 digits is not supported.']);
  });

  test('a plain backslash is distinguished from an escaped one', () => {
    const { entries } = parse(`${sha256}  a\\b\n\\${sha256}  c\\\\d\n`);
    expect(entries.map(({ path, escaped }) => [path, escaped])).toEqual([
      ['a\\b', false],
      ['c\\d', true],
    ]);
  });
});

describe('any list', () => {
  const anyName = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((name) => !/\0|^\/|^\.\/*$|^\.\/|\ufffd/.test(name));
  const nastyName = fc
    .array(fc.constantFrom(' ', '\t', '*', '\\', '\n', '\r', '(', ')', '=', '#', ';', '-', 'a', 'SHA256', 'deadbeef', '\u2028', '\ufeff'), {
      minLength: 1,
      maxLength: 8,
    })
    .map((parts) => parts.join(''));

  const anyList = fc.record({
    algorithm: fc.constantFrom<DigestAlgorithm>(...digestAlgorithms),
    style: fc.constantFrom(...styles),
    names: fc.uniqueArray(fc.oneof(anyName, nastyName), { maxLength: 8 }),
    cuts: fc.array(fc.nat(400), { maxLength: 5 }),
    carriage: fc.boolean(),
  });

  test('is read back as written, however it is split into pieces and whatever its line endings', () => {
    fc.assert(
      fc.property(anyList, ({ algorithm, style, names, cuts, carriage }) => {
        const { digits, listName } = algorithmTraits[algorithm];
        const written = names.map((path, index) => ({ path, digest: index.toString(16).padStart(digits, 'f0') }));
        const unix = formatChecksums(written, { style, algorithm });
        const text = carriage ? unix.replaceAll('\n', '\r\n') : unix;
        const ends = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
        const pieces = ends.slice(1).map((end, index) => text.slice(ends[index], end));
        const { entries, errors } = parse(text, listName, pieces);
        expect(errors).toEqual([]);
        expect(entries.map(({ path, digest }) => ({ path, digest }))).toEqual([...written].sort((a, b) => (a.path < b.path ? -1 : 1)));
      }),
      { numRuns: 1000 },
    );
  });

  test('yields an entry, an error, a comment or a blank for every line of arbitrary text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom('a.sfv', 'SHA256SUMS', 'x.md5', 'x'), (text, name) => {
        const { entries, errors } = parse(text, name);
        const lines = [...entries, ...errors].map(({ line }) => line);
        expect(new Set(lines).size).toBe(lines.length);
        expect(Math.max(0, ...lines)).toBeLessThanOrEqual(text.split('\n').length);
      }),
    );
  });
});

test('lines made for catastrophic backtracking are parsed quickly', () => {
  const started = performance.now();
  for (const name of ['x.sfv', 'x.sha256', 'x'])
    for (const line of [
      ' '.repeat(60_000),
      `a${' '.repeat(60_000)}b`,
      ') = '.repeat(15_000),
      `A (${') = '.repeat(15_000)}`,
      '\t a'.repeat(20_000),
      `${md5}${' '.repeat(60_000)}`,
    ])
      parse(line, name);
  expect(performance.now() - started).toBeLessThan(2000);
});

test('parsing two million bytes keeps nothing in memory but the entries', () => {
  const line = `${sha256}  folder/file.bin\n`;
  const text = line.repeat(Math.ceil(2_000_000 / line.length));
  const { entries } = parse(text, 'x', text.match(/.{1,65536}/gs) ?? []);
  expect(entries).toHaveLength(text.length / line.length);
});

describe('a name in the line above a lone digest', () => {
  test.each<[name: string, text: string, list: string, expected: readonly string[]]>([
    ['a comment', `# photo.jpg\n${sha256}\n`, 'list.txt', ['sha256 photo.jpg']],
    ['a comment of an SFV', '; sub/photo.jpg\ncbf43926\n', 'list.sfv', ['crc32 sub/photo.jpg']],
    ['slashes', `// photo.jpg\r\n${md5}\r\n`, 'list.txt', ['md5 photo.jpg']],
    ['several files', `# a.bin\n${sha256}\n\n# b.bin\n${md5}\n`, 'list.txt', ['sha256 a.bin', 'md5 b.bin']],
    ['a blank line between', `# a.bin\n\n${sha256}\n`, 'list.txt', ['sha256 a.bin']],
    ['the style of corz checksum', `#md5#my photo.jpg#2008.02.13@14:21\n${md5}\n`, 'list.md5', ['md5 my photo.jpg']],
    [
      'certutil',
      `SHA256 hash of my photo.jpg:\r\n${sha256}\r\nCertUtil: -hashfile command completed successfully.\r\n`,
      'out.txt',
      ['sha256 my photo.jpg'],
    ],
    [
      'an older certutil',
      `MD5 hash of file photo.jpg:\r\n${md5.replace(/(..)(?=.)/g, '$1 ')}\r\nCertUtil: -hashfile command completed successfully.\r\n`,
      'out.txt',
      ['md5 photo.jpg'],
    ],
    [
      'certutil in a list that is named after another file',
      `SHA256 hash of b.iso:\n${sha256}\nCertUtil: -hashfile command completed successfully.\n`,
      'a.iso.sha256',
      ['sha256 b.iso'],
    ],
    ['the name of the list counts more', `# other.jpg\n${sha256}\n`, 'photo.jpg.sha256', ['sha256 photo.jpg']],
    ['a sentence is no name', `# made for photo.jpg\n${sha256}\n`, 'photo.txt', ['sha256 photo']],
    ['an address is no name', `# https://example.org/a.html\n${sha256}\n`, 'photo.txt', ['sha256 photo']],
    ['a word without an extension is no name', `# Checksums\n${sha256}\n`, 'photo.txt', ['sha256 photo']],
    ['a line between', `# a.bin\n# made today\n${sha256}\n`, 'photo.txt', ['sha256 photo']],
    ['a digest with its own name', `# a.bin\n${sha256}  b.bin\n`, 'list.txt', ['sha256 b.bin']],
    ['only for one digest', `# a.bin\n${sha256}\n${md5}\n`, 'photo.txt', ['sha256 a.bin', 'md5 photo']],
  ])('%s', (_, text, list, expected) => expect(read(text, list)).toEqual(expected));

  test('digits in groups without a name above are malformed', () => {
    expect(errorsOf('d4 1d 8c d9 8f\n')).toHaveLength(1);
  });
});
