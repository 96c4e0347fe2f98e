/** The supported digest algorithms and their names. */

/**
 * The first is the default. From the xxHash family it is XXH64: the default of `xxhsum`, the only one with 16 digits (XXH128 digests
 * look like MD5), and the fastest one in WebAssembly.
 */
export const digestAlgorithms = ['sha256', 'sha1', 'sha512', 'md5', 'blake3', 'crc32', 'xxh64'] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];

/** Digests of one file by algorithm, in lowercase hex. */
export type Digests = Readonly<Partial<Record<DigestAlgorithm, string>>>;

export interface AlgorithmTraits {
  /** Display name. */
  readonly label: string;
  /** Number of hex digits of a digest. */
  readonly digits: number;
  /** The tag of a line in BSD format. */
  readonly tag: string;
  /** The usual name of a checksum file for a whole folder. */
  readonly listName: string;
  /** The usual extension of a checksum file, without the dot. */
  readonly extension: string;
}

export const algorithmTraits: Readonly<Record<DigestAlgorithm, AlgorithmTraits>> = {
  sha256: { label: 'SHA-256', digits: 64, tag: 'SHA256', listName: 'SHA256SUMS', extension: 'sha256' },
  sha1: { label: 'SHA-1', digits: 40, tag: 'SHA1', listName: 'SHA1SUMS', extension: 'sha1' },
  sha512: { label: 'SHA-512', digits: 128, tag: 'SHA512', listName: 'SHA512SUMS', extension: 'sha512' },
  md5: { label: 'MD5', digits: 32, tag: 'MD5', listName: 'MD5SUMS', extension: 'md5' },
  blake3: { label: 'BLAKE3', digits: 64, tag: 'BLAKE3', listName: 'B3SUMS', extension: 'b3' },
  crc32: { label: 'CRC-32', digits: 8, tag: 'CRC32', listName: 'CRC32SUMS', extension: 'crc32' },
  xxh64: { label: 'xxHash (XXH64)', digits: 16, tag: 'XXH64', listName: 'XXH64SUMS', extension: 'xxh64' },
};

/**
 * The algorithm with a number of hex digits. 64 digits may also be BLAKE3, which only a tag or the name of the list can tell.
 * Undefined for a length of no supported algorithm.
 */
export function algorithmOfLength(digits: number): DigestAlgorithm | undefined {
  return digestAlgorithms.find((algorithm) => algorithmTraits[algorithm].digits === digits);
}

/** The algorithm with a tag of a BSD line. OpenSSL writes SHA2-256 where others write SHA256. */
export function algorithmOfTag(tag: string): DigestAlgorithm | undefined {
  const normalized = tag
    .toUpperCase()
    .replace(/^SHA2-/, 'SHA')
    .replace('-', '');
  return digestAlgorithms.find((algorithm) => algorithmTraits[algorithm].tag === normalized);
}

/**
 * Words for algorithms in the names of checksum files. Unsupported algorithms come first: otherwise BLAKE2 digests (`b2sum`) would be
 * read as SHA-512 and SHA-3 digests as SHA-256, and every file of such a list would seem damaged.
 */
const listWords: readonly (readonly [pattern: string, algorithm: DigestAlgorithm | 'other'])[] = [
  ['sha-?512[-_]?(?:224|256)', 'other'],
  ['sha-?(?:224|384)', 'other'],
  ['sha-?3(?:[-_]?(?:224|256|384|512))?', 'other'],
  ['blake2[bs]?p?', 'other'],
  ['md[24]', 'other'],
  ['xxh(?:3|32|128)', 'other'],
  ['crc(?:32c|64)', 'other'],
  ['(?:ripemd|rmd)-?160', 'other'],
  ['sm3', 'other'],
  ['sha-?(?:2-)?256', 'sha256'],
  ['sha-?(?:2-)?512', 'sha512'],
  ['sha-?1', 'sha1'],
  ['md5', 'md5'],
  ['blake3', 'blake3'],
  ['crc-?32', 'crc32'],
  ['sfv', 'crc32'],
  ['xxh(?:ash)?(?:64)?', 'xxh64'],
];

/** Short words that mean something else in most names (`tool-1.0-b3`): they count only as an extension or before `sums`. */
const shortWords: readonly (readonly [pattern: RegExp, algorithm: DigestAlgorithm | 'other'])[] = [
  [/\.b3$|(?<![a-z0-9])b3sums?(?![a-z0-9])/i, 'blake3'],
  [/\.b2$|(?<![a-z0-9])b2sums?(?![a-z0-9])/i, 'other'],
];

const anyListWord = new RegExp(`(?<![a-z0-9])(?:${listWords.map(([pattern]) => `(${pattern})`).join('|')})(?:sums?)?(?![a-z0-9])`, 'gi');

/**
 * The algorithm in the name of a checksum file: `SHA256SUMS`, `sha256sum.txt`, `photos.md5`, `B3SUMS`, `set.sfv`. The last word
 * counts, since the first one may be part of the listed file's name. `other` for an unsupported algorithm; undefined where the name
 * contains none.
 */
export function algorithmOfListName(name: string): DigestAlgorithm | 'other' | undefined {
  const short = shortWords.find(([pattern]) => pattern.test(name));
  if (short) return short[1];
  const last = [...name.matchAll(anyListWord)].at(-1);
  const index = last?.slice(1).findIndex((group) => group !== undefined);
  return index === undefined ? undefined : listWords[index]?.[1];
}
