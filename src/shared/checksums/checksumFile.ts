import * as l10n from '@vscode/l10n';
import { algorithmOfLength, algorithmOfListName, algorithmOfTag, algorithmTraits, type DigestAlgorithm } from './digestAlgorithms';
import { type CommentedName, groupedDigest, isCertutilText, nameInComment } from './nameInComment';

/**
 * Reads and writes checksum files, as `sha256sum`, `b3sum`, `rhash` and similar tools do. Source of the formats: GNU coreutils,
 * "md5sum invocation" and `src/digest.c`; for SFV: WinSFV.
 */

/** `gnu`: `digest  name`. `bsd`: `SHA256 (name) = digest`, which `--tag` makes. */
export type ChecksumStyle = 'gnu' | 'bsd';

/** One file in a checksum file. */
export interface ChecksumEntry {
  /** Line number, from 1. */
  readonly line: number;
  readonly algorithm: DigestAlgorithm;
  /** In lowercase hex. */
  readonly digest: string;
  /** As listed, without a leading `./`. Relative to the folder of the checksum file unless absolute. */
  readonly path: string;
  /** Whether the line uses escapes: then a backslash in the path is part of a name, otherwise it may be a separator. */
  readonly escaped: boolean;
}

/** A malformed line. */
export interface ChecksumError {
  /** Line number, from 1. */
  readonly line: number;
  /** What is wrong, as a sentence. */
  readonly message: string;
}

export interface ChecksumLines {
  readonly entries: readonly ChecksumEntry[];
  readonly errors: readonly ChecksumError[];
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };
const unescapes: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', r: '\r' };

/** A name on one line, as GNU tools write it: with escapes where needed, and then a backslash in front. */
export function onOneLine(name: string): string {
  const escaped = escapeName(name);
  return escaped === name ? name : `\\${escaped}`;
}

/** A name with line feeds escaped, which would split its line. */
export function escapeName(name: string): string {
  return name.replace(/[\\\n\r]/g, (character) => escapes[character] as string);
}

function formatLine(path: string, digest: string, tag: string | undefined): string {
  // Tools read a lone dash as standard input.
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

/** More than the longest path of any system with every character escaped. A longer line cannot belong to a checksum file. */
const longestLine = 1 << 16;

/** The parts of a line before they are checked. An empty name means the file that the checksum file is named after. */
interface RawLine {
  readonly escaped: boolean;
  readonly digest: string;
  readonly name: string;
  readonly tag?: string;
}

// Up to two whitespace characters after a lone digest are not a name: with a whitespace name there are at least three.
const loneLine = /^[ \t]*([0-9a-f]{8,})[ \t]{0,2}$/i;
// One whitespace character, a space or an asterisk for the read mode, and a name that may begin with either. `md5 -r` writes no mode.
const gnuLine = /^[ \t]*(\\?)([0-9a-f]{8,})[ \t][ *]?(.+)$/is;
// OpenSSL omits two of the spaces, rhash pads short tags with more.
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

/** CRC-32 lists may have the name first or the digest first, and a line can match both. The order of the matchers decides. */
function matchersOf(name: string, algorithm: DigestAlgorithm | 'other' | undefined): readonly Matcher[] {
  if (/\.sfv$/i.test(name)) return [matchSfv, matchLone, matchGnu, matchBsd];
  if (algorithm === 'crc32') return [matchLone, matchGnu, matchBsd, matchSfv];
  return [matchLone, matchGnu, matchBsd];
}

/** The file that a checksum file with just one digest belongs to. */
interface OnlyFile {
  /** `photo.jpg` for `photo.jpg.sha256` or `photo.jpg.sha256.txt`; empty if there is none. */
  readonly name: string;
  /** Whether this is a file name with an algorithm behind it, so that no other file can be meant. */
  readonly isCertain: boolean;
}

function onlyFileOf(listName: string): OnlyFile {
  const bare = listName.replace(/\.txt$/i, '');
  const hasAlgorithm = algorithmOfListName(bare) !== undefined;
  const named = hasAlgorithm ? bare : listName;
  const name = named.slice(0, Math.max(0, named.lastIndexOf('.')));
  return { name, isCertain: hasAlgorithm && name.includes('.') };
}

function unescapeName(name: string): string | undefined {
  let known = true;
  const plain = name.replace(/\\(.?)/gs, (_, character: string) => {
    known &&= character in unescapes;
    return unescapes[character] ?? '';
  });
  return known ? plain : undefined;
}

/** Parses a checksum file from pieces of its text. Keeps at most one line in memory. */
export class ChecksumParser {
  readonly #algorithm: DigestAlgorithm | 'other' | undefined;
  readonly #matchers: readonly Matcher[];
  readonly #onlyFile: OnlyFile;
  /** The file that the line before names, if it is nothing but a name. */
  #named: CommentedName | undefined;
  #rest = '';
  #line = 0;

  /** @param name name of the checksum file without its folder. It may contain the algorithm, and the file that a lone digest belongs to. */
  constructor(name: string) {
    this.#algorithm = algorithmOfListName(name);
    this.#matchers = matchersOf(name, this.#algorithm);
    this.#onlyFile = onlyFileOf(name);
  }

  /** Parses the lines that are complete with this piece of text. */
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

  /** Parses the last line, if no line feed follows it. */
  end(): ChecksumLines {
    const lines = { entries: [], errors: [] };
    if (this.#rest !== '') this.#take(this.#rest, lines);
    this.#rest = '';
    return lines;
  }

  #take(text: string, lines: { readonly entries: ChecksumEntry[]; readonly errors: ChecksumError[] }): void {
    this.#line += 1;
    const bare = (this.#line === 1 ? text.replace(/^\ufeff/, '') : text).replace(/\r$/, '');
    const parsed = this.#parse(bare);
    if (bare.trim() !== '') this.#named = parsed === undefined ? nameInComment(bare) : undefined;
    if (typeof parsed === 'string') lines.errors.push({ line: this.#line, message: parsed });
    else if (parsed) lines.entries.push(parsed);
  }

  /** An entry, an error as a sentence, or undefined for a blank line or a comment. */
  #parse(text: string): ChecksumEntry | string | undefined {
    if (text.length > longestLine) return l10n.t('The line is too long for a checksum file.');
    if (text.trim() === '' || text.startsWith(';')) return undefined;
    const grouped = this.#named === undefined ? undefined : groupedDigest(text);
    if (grouped) return this.#check({ escaped: false, digest: grouped, name: '' });
    for (const match of this.#matchers) {
      const raw = match(text);
      if (raw) return this.#check(raw);
    }
    // Tested last: in a list with the names first, a name may begin with `#`.
    if (text.startsWith('#') || isCertutilText(text) || (text.startsWith('//') && nameInComment(text))) return undefined;
    return l10n.t('Expected "digest  name" or "ALGORITHM (name) = digest".');
  }

  #check(raw: RawLine): ChecksumEntry | string {
    const algorithm = this.#algorithmOf(raw);
    if (algorithm === undefined) return unknownAlgorithm(raw);
    const { label, digits } = algorithmTraits[algorithm];
    if (raw.digest.length !== digits) return l10n.t('The digest has {0} digits; {1} has {2}.', raw.digest.length, label, digits);
    const name = raw.escaped ? unescapeName(raw.name) : raw.name;
    if (name === undefined) return l10n.t('The name contains an invalid escape sequence.');
    const listed = name === '' ? this.#nameOfLone() : name;
    if (listed.includes('\0')) return l10n.t('The name contains a null character.');
    const path = listed.replace(/^(?:\.\/+)+/, '');
    if (path === '') return l10n.t('The line does not name a file.');
    return { line: this.#line, algorithm, digest: raw.digest.toLowerCase(), path, escaped: raw.escaped };
  }

  /** The name of a lone digest: that of the line before, unless that is a mere comment and the checksum file is named after another file. */
  #nameOfLone(): string {
    const [only, named] = [this.#onlyFile, this.#named];
    return named && (named.isCertain || !only.isCertain) ? named.name : only.name;
  }

  #algorithmOf({ tag, digest }: RawLine): DigestAlgorithm | undefined {
    if (tag !== undefined) return algorithmOfTag(tag);
    if (this.#algorithm === 'other') return undefined;
    return this.#algorithm ?? algorithmOfLength(digest.length);
  }
}

function unknownAlgorithm({ tag, digest }: RawLine): string {
  if (tag !== undefined) return l10n.t('The algorithm {0} is not supported.', tag);
  return l10n.t('The algorithm of a digest with {0} digits is not supported.', digest.length);
}
