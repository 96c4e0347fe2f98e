import { type DigestAlgorithm, digestAlgorithms } from './digestAlgorithms';

/**
 * Names of checksum files, for menus and for the language ID in VS Code. Stricter than `algorithmOfListName`, which asks what a
 * checksum file contains, while this asks whether a file is one: `md5.ts` is not.
 */

/** Words in names for each algorithm. Hyphens are optional. */
export const checksumWords: Readonly<Record<DigestAlgorithm, readonly string[]>> = {
  sha256: ['sha-256'],
  sha1: ['sha-1'],
  sha512: ['sha-512'],
  md5: ['md5'],
  blake3: ['blake3'],
  crc32: ['crc-32', 'sfv'],
  xxh64: ['xxh64', 'xxhash', 'xxh'],
};

const words = digestAlgorithms.flatMap((algorithm) => checksumWords[algorithm]);
/** BLAKE3, but only where it cannot be part of a version, as in `tool-1.0-b3.txt`. */
const short = 'b3';
/** Names no algorithm: `CHECKSUMS`. */
const general = 'check';

const anyWord = words.join('|').replaceAll('-', '-?');

/**
 * A case-insensitive regular expression for names of checksum files: `x.sha256`, `SHA256SUMS`, `x-sha256sum.txt`, `x.sha256.txt`.
 * The manifest contains it, too, so it has no slashes and no flags.
 */
export const checksumNamePattern = [
  String.raw`\.(${short}|${anyWord})$`,
  String.raw`(^|[^a-z0-9])((${short}|${general}|${anyWord})sums?(\.txt)?|(${anyWord})\.txt)$`,
].join('|');

const names = new RegExp(checksumNamePattern, 'i');

/** Whether a file is a checksum file, by its name without folders. */
export function isChecksumName(name: string): boolean {
  return names.test(name);
}

/** Globs for the same names. VS Code matches them case-insensitively. */
export function checksumGlobs(): string[] {
  const spellings = words.flatMap((word) => [...new Set([word, word.replace('-', '')])]).join(',');
  const sums = `{${short},${general},${spellings}}{sum,sums}`;
  const atStart = [`{${spellings}}.txt`, sums, `${sums}.txt`];
  return [`*.{${short},${spellings}}`, ...atStart, ...atStart.map((glob) => `*[!a-z0-9]${glob}`)];
}
