import { type DigestAlgorithm, digestAlgorithms } from './digestAlgorithms';

/**
 * What checksum files are called, for menus and for the language that VS Code gives them. Narrower than what
 * `algorithmOfListName` understands: that one asks what a list holds, this whether a file is one. `md5.ts` is none.
 */

/** What names say of an algorithm; a hyphen can be left out. */
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
/** In `tool-1.0-b3.txt` it is the number of a version. */
const short = 'b3';
/** Tells no algorithm, but nothing else either: `CHECKSUMS`. */
const general = 'check';

const anyWord = words.join('|').replaceAll('-', '-?');

/**
 * A regular expression, for any case, of the names of checksum files: `x.sha256`, `SHA256SUMS`, `x-sha256sum.txt`, `x.sha256.txt`.
 * It stands in the manifest, too, so it has no slash and no flag.
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

/** Globs for the same names, which VS Code takes in any case. */
export function checksumGlobs(): string[] {
  const spelt = words.flatMap((word) => [...new Set([word, word.replace('-', '')])]).join(',');
  const sums = `{${short},${general},${spelt}}{sum,sums}`;
  const atStart = [`{${spelt}}.txt`, sums, `${sums}.txt`];
  return [`*.{${short},${spelt}}`, ...atStart, ...atStart.map((glob) => `*[!a-z0-9]${glob}`)];
}
