import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Names that a checksum file can be wrong about. */

/** Every tool can list these. */
export const plainNames = [
  'plain.txt',
  'sub/folder/deep.bin',
  'two  spaces.txt',
  'q\'uo"te.txt',
  'caf\u00e9 as one character.txt',
  'cafe\u0301 as two.txt',
  '\u{1f600} outside of the first plane.txt',
  'x'.repeat(250),
  '--option.txt',
  '$(dollar) %41 & co.txt',
  'deadbeef  begins as a line.txt',
  'SHA256 (a) = b.txt',
];

/** With a white space or a mark of a list at an end. */
export const edgedNames = [
  ' leading space',
  'trailing space ',
  '*star',
  '# hash',
  ';semicolon',
  ' ',
  '\t',
  '-',
  'bracket) = 00',
  'line\u2028',
];

/** With characters that GNU tools escape. */
export const escapedNames = ['line\nfeed', 'back\\slash', '\\n', 'ends in \\', '\\'];

/** With a carriage return, which coreutils escape and others do not. */
export const carriageNames = ['carriage\rreturn', 'ends in return\r'];

export const oddNames = [...plainNames, ...edgedNames, ...escapedNames, ...carriageNames];

/** Puts a file of each name into a folder, no two with the same content. */
export function writeFiles(folder: string, names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), `content of ${JSON.stringify(name)}`);
  }
}
