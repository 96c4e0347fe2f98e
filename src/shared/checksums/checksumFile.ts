import * as l10n from '@vscode/l10n';
import { algorithmOfLength, algorithmOfListName, algorithmOfTag, algorithmTraits, type DigestAlgorithm } from './digestAlgorithms';

/**
 * Checksum files as `sha256sum`, `b3sum`, `rhash` and their kin write and check them. Source of the formats: GNU coreutils,
 * "md5sum invocation" and `src/digest.c`; of SFV: WinSFV.
 */

/** `gnu`: `digest  name`. `bsd`: `SHA256 (name) = digest`, which `--tag` makes. */
export type ChecksumStyle = 'gnu' | 'bsd';

/** What a checksum file says of one file. */
export interface ChecksumEntry {
  /** The line it stands on, from 1. */
  readonly line: number;
  readonly algorithm: DigestAlgorithm;
  /** In hex with small letters. */
  readonly digest: string;
  /** As listed, without a `./` in front; relative to the folder of the checksum file unless absolute. */
  readonly path: string;
  /** Whether the line was written with escapes: then a backslash in the path belongs to a name, else it may part folders. */
  readonly escaped: boolean;
}

/** A line that cannot be understood, and why. */
export interface ChecksumError {
  readonly line: number;
  readonly message: string;
}

export interface ChecksumLines {
  readonly entries: readonly ChecksumEntry[];
  readonly errors: readonly ChecksumError[];
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };
const unescapes: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', r: '\r' };

/** A name on one line, as GNU tools write it: with escapes where it needs some, and a backslash in front then. */
export function onOneLine(name: string): string {
  const escaped = escapeName(name);
  return escaped === name ? name : `\\${escaped}`;
}

/** A name with line feeds escaped, which would split its line. */
export function escapeName(name: string): string {
  return name.replace(/[\\\n\r]/g, (character) => escapes[character] as string);
}

function formatLine(path: string, digest: string, tag: string | undefined): string {
  // A lone dash would be read from the standard input.
  const plain = path === '-' ? './-' : path;
  const name = escapeName(plain);
  const line = tag === undefined ? `${digest}  ${name}` : `${tag} (${name}) = ${digest}`;
  return name === plain ? `${line}\n` : `\\${line}\n`;
}

/**
 * The text of a checksum file, sorted by path.
 * @param entries paths relative to the checksum file's folder, with `/`
 */
export function formatChecksums(
  entries: readonly Pick<ChecksumEntry, 'path' | 'digest'>[],
  { style, algorithm }: { readonly style: ChecksumStyle; readonly algorithm: DigestAlgorithm },
): string {
  const tag = style === 'bsd' ? algorithmTraits[algorithm].tag : undefined;
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  return sorted.map(({ path, digest }) => formatLine(path, digest, tag)).join('');
}

/** More than the longest path of any system with every character escaped: a longer line is no line of a checksum file. */
const longestLine = 1 << 16;

/** What stands on a line, before anything of it was judged. An empty name stands for the file that the list's own name tells. */
interface RawLine {
  readonly escaped: boolean;
  readonly digest: string;
  readonly name: string;
  readonly tag?: string;
}

// White space of up to two characters after a lone digest is no name; a name of white space alone makes it three.
const loneLine = /^[ \t]*([0-9a-f]{8,})[ \t]{0,2}$/i;
// One white space, a space or an asterisk for the mode of reading, and a name that may begin with either. `md5 -r` has no mode.
const gnuLine = /^[ \t]*(\\?)([0-9a-f]{8,})[ \t][ *]?(.+)$/is;
// OpenSSL leaves out two of the spaces, rhash pads short tags with more.
const bsdLine = /^[ \t]*(\\?)([a-z][\w/-]*) *\((.+)\) ?= ?([0-9a-f]+)[ \t]*$/is;
const sfvLine = /^(.*[^ \t])[ \t]+([0-9a-f]{8})$/is;

function matchLone(text: string): RawLine | undefined {
  const found = loneLine.exec(text);
  return found ? { escaped: false, digest: found[1] as string, name: '' } : undefined;
}

function matchGnu(text: string): RawLine | undefined {
  const found = gnuLine.exec(text);
  return found ? { escaped: found[1] !== '', digest: found[2] as string, name: found[3] as string } : undefined;
}

function matchBsd(text: string): RawLine | undefined {
  const found = bsdLine.exec(text);
  return found ? { escaped: found[1] !== '', tag: found[2] as string, name: found[3] as string, digest: found[4] as string } : undefined;
}

function matchSfv(text: string): RawLine | undefined {
  const found = sfvLine.exec(text.trimEnd());
  return found ? { escaped: false, name: found[1] as string, digest: found[2] as string } : undefined;
}

type Matcher = (text: string) => RawLine | undefined;

/** Lists of CRC-32 come with the name first, and of other tools with the digest first; each would match the other at times. */
function matchersOf(name: string, algorithm: DigestAlgorithm | 'other' | undefined): readonly Matcher[] {
  if (/\.sfv$/i.test(name)) return [matchSfv, matchLone, matchGnu, matchBsd];
  if (algorithm === 'crc32') return [matchLone, matchGnu, matchBsd, matchSfv];
  return [matchLone, matchGnu, matchBsd];
}

/** The file that a checksum file with nothing but a digest speaks of: `photo.jpg` of `photo.jpg.sha256` or `photo.jpg.sha256.txt`. */
function nameOfOnlyFile(listName: string): string {
  const bare = listName.replace(/\.txt$/i, '');
  const named = algorithmOfListName(bare) === undefined ? listName : bare;
  const dot = named.lastIndexOf('.');
  return dot < 0 ? '' : named.slice(0, dot);
}

function unescapeName(name: string): string | undefined {
  let known = true;
  const plain = name.replace(/\\(.?)/gs, (_, character: string) => {
    known &&= character in unescapes;
    return unescapes[character] ?? '';
  });
  return known ? plain : undefined;
}

/** Reads a checksum file line by line, fed with its text piece by piece. Holds one line at a time. */
export class ChecksumParser {
  readonly #algorithm: DigestAlgorithm | 'other' | undefined;
  readonly #matchers: readonly Matcher[];
  readonly #onlyFile: string;
  #rest = '';
  #line = 0;

  /** @param name of the checksum file, without its folder: it may tell the algorithm, and the file that a lone digest is of */
  constructor(name: string) {
    this.#algorithm = algorithmOfListName(name);
    this.#matchers = matchersOf(name, this.#algorithm);
    this.#onlyFile = nameOfOnlyFile(name);
  }

  /** What the lines say that this piece of text ends. */
  push(text: string): ChecksumLines {
    const lines = { entries: [], errors: [] };
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#take(this.#rest + text.slice(start, end), lines);
      this.#rest = '';
      start = end + 1;
    }
    this.#rest = (this.#rest + text.slice(start)).slice(0, longestLine + 1);
    return lines;
  }

  /** What the last line says, if no line feed ended it. */
  end(): ChecksumLines {
    const lines = { entries: [], errors: [] };
    if (this.#rest !== '') this.#take(this.#rest, lines);
    this.#rest = '';
    return lines;
  }

  #take(text: string, lines: { readonly entries: ChecksumEntry[]; readonly errors: ChecksumError[] }): void {
    this.#line += 1;
    const bare = (this.#line === 1 ? text.replace(/^\ufeff/, '') : text).replace(/\r$/, '');
    const read = this.#read(bare);
    if (typeof read === 'string') lines.errors.push({ line: this.#line, message: read });
    else if (read) lines.entries.push(read);
  }

  /** What a line says: an entry, why it is none, or nothing. */
  #read(text: string): ChecksumEntry | string | undefined {
    if (text.length > longestLine) return l10n.t('The line is longer than any line of a checksum file.');
    if (text.trim() === '' || text.startsWith(';')) return undefined;
    for (const match of this.#matchers) {
      const raw = match(text);
      if (raw) return this.#judge(raw);
    }
    // Comes last: in a list with the names first, a name may begin with it.
    if (text.startsWith('#')) return undefined;
    return l10n.t('The line is neither "digest  name" nor "ALGORITHM (name) = digest".');
  }

  #judge(raw: RawLine): ChecksumEntry | string {
    const algorithm = this.#algorithmOf(raw);
    if (algorithm === undefined) return unknownAlgorithm(raw);
    const { label, digits } = algorithmTraits[algorithm];
    if (raw.digest.length !== digits) return l10n.t('The digest has {0} digits, but one of {1} has {2}.', raw.digest.length, label, digits);
    const name = raw.escaped ? unescapeName(raw.name) : raw.name;
    if (name === undefined) return l10n.t('The name has a backslash before a character that needs none.');
    if (name.includes('\0')) return l10n.t('The name has a zero character, which no name of a file can have.');
    const path = (name === '' ? this.#onlyFile : name).replace(/^(?:\.\/+)+/, '');
    if (path === '') return l10n.t('The line does not say of which file the digest is.');
    return { line: this.#line, algorithm, digest: raw.digest.toLowerCase(), path, escaped: raw.escaped };
  }

  #algorithmOf({ tag, digest }: RawLine): DigestAlgorithm | undefined {
    if (tag !== undefined) return algorithmOfTag(tag);
    if (this.#algorithm === 'other') return undefined;
    return this.#algorithm ?? algorithmOfLength(digest.length);
  }
}

function unknownAlgorithm({ tag, digest }: RawLine): string {
  if (tag !== undefined) return l10n.t('Digests of the algorithm {0} cannot be checked here.', tag);
  return l10n.t('The digest of {0} digits is of an algorithm that cannot be checked here.', digest.length);
}
