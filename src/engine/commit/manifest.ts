import { relative, sep } from 'node:path';
import type { Recipe } from '../../shared/recipe/recipe';
import type { MadeFiles } from '../../shared/run/run';

/** The list of what a run made, in sorted path order, whatever order the workers finished in. */

/** A path as it stands in a list: relative to the root, with `/`. */
export function listedPath(path: string, root: string): string {
  return relative(root, path).split(sep).join('/');
}

interface Entry {
  readonly source: string;
  readonly output: string;
  readonly digest: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly format: string;
}

function entriesOf(made: readonly MadeFiles[], root: string): Entry[] {
  const entries = made.flatMap(({ source, outputs }) =>
    outputs.map(({ target, digest = '', bytes, width, height, format }) => ({
      source: listedPath(source, root),
      output: listedPath(target, root),
      digest,
      bytes,
      width,
      height,
      format,
    })),
  );
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return entries.sort((a, b) => order(a.source, b.source) || order(a.output, b.output));
}

/** A field of a CSV. Source: RFC 4180. */
function csvField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const columns = ['source', 'output', 'digest', 'bytes', 'width', 'height', 'format'] as const satisfies readonly (keyof Entry)[];

/** A line feed in a name would make two lines of one. */
function oneLine(path: string): string {
  return path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}

const writers: Readonly<Record<NonNullable<Recipe['manifest']>['format'], (entries: readonly Entry[]) => string>> = {
  text: (entries) => entries.map(({ digest, source }) => `${digest}: ${oneLine(source)}\n`).join(''),
  json: (entries) => `${JSON.stringify(entries, null, 2)}\n`,
  csv: (entries) =>
    [columns, ...entries.map((entry) => columns.map((column) => entry[column]))]
      .map((row) => `${row.map(csvField).join(',')}\r\n`)
      .join(''),
};

/** The text of a manifest. @param root folder that its paths start from */
export function manifestText(made: readonly MadeFiles[], format: NonNullable<Recipe['manifest']>['format'], root: string): string {
  return writers[format](entriesOf(made, root));
}
