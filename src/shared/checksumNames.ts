import { type DigestAlgorithm, digestAlgorithms } from './digestAlgorithms';

/**
 * What checksum files are called, for menus and for the language that VS Code gives them. Narrower than what
 * `algorithmOfListName` understands: that one asks what a list holds, this whether a file is one. `md5.ts` is none.
 */

/** What names say of an algorithm. */
const words: Readonly<Record<DigestAlgorithm, readonly string[]>> = {
  sha256: ['sha256', 'sha-256'],
  sha1: ['sha1', 'sha-1'],
  sha512: ['sha512', 'sha-512'],
  md5: ['md5'],
  blake3: ['blake3'],
  crc32: ['crc32', 'crc-32', 'sfv'],
  xxh64: ['xxh64', 'xxh', 'xxhash'],
};
const plain = digestAlgorithms.flatMap((algorithm) => words[algorithm]).join('|');
/** In `tool-1.0-b3.txt` it is the number of a version. */
const short = 'b3';

/**
 * A regular expression, for any case, of the names of checksum files: `.sha256`, `.sha256.txt`, `SHA256SUMS`, `photos-md5sum.txt`,
 * and `CHECKSUMS`, which tells no algorithm, but nothing else either. It is in the manifest, so it has no slash and no flag.
 */
export const checksumNamePattern = [
  String.raw`\.(${short}|${plain})$`,
  String.raw`(^|[^a-z0-9])((${short}|${plain}|check)sums?(\.txt)?|(${plain})\.txt)$`,
].join('|');

const names = new RegExp(checksumNamePattern, 'i');

/** Whether a file is a checksum file, by its name without folders. */
export function isChecksumName(name: string): boolean {
  return names.test(name);
}

/** Globs for the same names, which VS Code takes in any case. */
export function checksumGlobs(): string[] {
  const plainOnes = plain.replaceAll('|', ',');
  const lists = `{${[short, ...plain.split('|'), 'check'].map((word) => `${word}sum,${word}sums`).join(',')}}`;
  const start = '*[!a-z0-9]';
  return [
    `*.{${short},${plainOnes}}`,
    ...['', start].flatMap((before) => [`${before}{${plainOnes}}.txt`, `${before}${lists}`, `${before}${lists}.txt`]),
  ];
}
