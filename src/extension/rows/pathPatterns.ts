import { sep } from 'node:path';

/** How a single file is named in .gitignore and in globs. Imports no vscode. */

/** A line of .gitignore that stands for exactly one path. Source: gitignore(5), "Pattern format". */
export function ignoreLine(pathInFolder: string): string {
  const slashed = pathInFolder.split(sep).join('/');
  const escaped = slashed.replace(/[\\*?[\]]/g, '\\$&').replace(/ $/, '\\ ');
  return `/${escaped}`;
}

/** A text with further lines, in the style of its line ends; those that it has already are left out. */
export function withLines(text: string, lines: readonly string[]): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const present = new Set(text.split(/\r?\n/));
  const added = lines.filter((line) => !present.has(line));
  if (added.length === 0) return text;
  const start = text === '' || text.endsWith('\n') ? text : text + end;
  return start + added.map((line) => line + end).join('');
}

/** A glob that matches one path. Characters with a meaning in globs are matched by `?`: not all kinds of globs can escape them. */
export function globOf(path: string): string {
  return path.replace(/[*?[\]{}()!+@\\]/g, '?');
}
