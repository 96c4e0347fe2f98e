import { describe, expect, test } from 'vitest';
import {
  algorithmOfLength,
  algorithmOfListName,
  algorithmOfTag,
  algorithmTraits,
  digestAlgorithms,
} from '../../../src/shared/checksums/digestAlgorithms';

describe.each(digestAlgorithms)('%s', (algorithm) => {
  const { tag, listName, extension } = algorithmTraits[algorithm];

  test('is recognized by its tag and by the names of its lists', () => {
    for (const each of [tag, tag.toLowerCase()]) expect(algorithmOfTag(each)).toBe(algorithm);
    for (const name of [
      listName,
      listName.toLowerCase(),
      `${listName}.txt`,
      `photo.jpg.${extension}`,
      `photo.JPG.${extension.toUpperCase()}`,
    ])
      expect([name, algorithmOfListName(name)]).toEqual([name, algorithm]);
  });
});

test('64 digits mean SHA-256 unless a tag or a name says BLAKE3', () => {
  expect([8, 16, 32, 40, 64, 128].map(algorithmOfLength)).toEqual(['crc32', 'xxh64', 'md5', 'sha1', 'sha256', 'sha512']);
  expect([0, 7, 56, 96, 129].map(algorithmOfLength)).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

test('tags of OpenSSL are recognized, those of unsupported algorithms are not', () => {
  expect(['SHA2-256', 'SHA-512', 'Sha1'].map(algorithmOfTag)).toEqual(['sha256', 'sha512', 'sha1']);
  expect(['SHA3-256', 'SHA512/256', 'SHA512-256', 'BLAKE2b', 'BLAKE2s-256', 'XXH128', 'CRC32C', 'SHA384'].map(algorithmOfTag)).toEqual(
    Array.from({ length: 8 }),
  );
});

test.each([
  ['sha256sum.txt', 'sha256'],
  ['SHA256SUMS-arm64.txt', 'sha256'],
  ['CHECKSUM.SHA512-FreeBSD-14.1', 'sha512'],
  ['checksums_sha-256.txt', 'sha256'],
  ['foo.iso.sha256sum', 'sha256'],
  ['md5sum.txt', 'md5'],
  ['md5-tools-1.0.tar.gz.sha1', 'sha1'],
  ['set.sfv', 'crc32'],
  ['b3sum.txt', 'blake3'],
  ['files.xxh', 'xxh64'],
  ['B2SUMS', 'other'],
  ['disk.b2', 'other'],
  ['release.sha3-256', 'other'],
  ['sha512-256.txt', 'other'],
  ['SHA224SUMS', 'other'],
  ['SHA384SUMS', 'other'],
  ['files.xxh128', 'other'],
  ['files.xxh3', 'other'],
  ['blake2b.txt', 'other'],
  ['checksums.txt', undefined],
  ['tool-1.0-b3.txt', undefined],
  ['notes about md5things', undefined],
  ['', undefined],
] as const)('%s speaks of %s', (name, algorithm) => {
  expect(algorithmOfListName(name)).toBe(algorithm);
});
