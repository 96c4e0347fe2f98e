import { sep } from 'node:path';

/** How a single file is named in .gitignore and in globs. Imports no vscode. */

/** A line of .gitignore that stands for exactly one path. Source: gitignore(5), "Pattern format". */
export function ignoreLine(pathInFolder: string): string {
  const slashed = pathInFolder.split(sep).join('/');
  const escaped = slashed
    .replace(/[\\*?[\]]/g, '\\$&')
    .replace(/ $/, '\\ ')
    // A line break in a name would begin another pattern, and cannot be escaped.
    .replace(/[\r\n]/g, '?');
  return `/${escaped}`;
}

/** A file with further lines. */
export interface ExtendedFile {
  readonly bytes: Buffer;
  /** Number of lines that it did not have before. */
  readonly added: number;
}

/** A file with further lines, in the style of its line ends; those that it has already are left out. Its own bytes, in whatever encoding, stay. */
export function withLines(file: Uint8Array, lines: readonly string[]): ExtendedFile {
  // Latin-1 has a character for each byte.
  const text = Buffer.from(file).toString('latin1');
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const present = new Set(text.split(/\r?\n/));
  const added = lines.map((line) => Buffer.from(line).toString('latin1')).filter((line) => !present.has(line));
  const start = added.length === 0 || text === '' || text.endsWith('\n') ? text : text + end;
  return { bytes: Buffer.from(start + added.map((line) => line + end).join(''), 'latin1'), added: added.length };
}

/** A glob that matches one path. Characters with a meaning in globs are matched by `?`: not all kinds of globs can escape them. */
export function globOf(path: string): string {
  return path.replace(/[*?[\]{}()!+@\\]/g, '?');
}
