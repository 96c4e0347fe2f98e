import { escapeName } from '../../shared/checksums/checksumFile';
import type { Recipe } from '../../shared/recipe/recipe';
import type { MadeFiles } from '../../shared/run/run';
import { relativePath } from '../../shared/values/paths';

/** The list of a run's outputs, sorted by path, whatever order the workers finished in. */

interface ManifestEntry {
  readonly source: string;
  readonly output: string;
  readonly digest: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly format: string;
}

function manifestEntries(made: readonly MadeFiles[], base: string): ManifestEntry[] {
  const entries = made.flatMap(({ source, outputs }) =>
    outputs.map(({ target, digest = '', bytes, width, height, format }) => ({
      source: relativePath(source, base),
      output: relativePath(target, base),
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

const columns = ['source', 'output', 'digest', 'bytes', 'width', 'height', 'format'] as const satisfies readonly (keyof ManifestEntry)[];

const writers: Readonly<Record<NonNullable<Recipe['manifest']>['format'], (entries: readonly ManifestEntry[]) => string>> = {
  text: (entries) => entries.map(({ digest, source }) => `${digest}: ${escapeName(source)}\n`).join(''),
  json: (entries) => `${JSON.stringify(entries, null, 2)}\n`,
  csv: (entries) =>
    [columns, ...entries.map((entry) => columns.map((column) => entry[column]))]
      .map((row) => `${row.map(csvField).join(',')}\r\n`)
      .join(''),
};

/** The text of a manifest. @param base folder that its paths are relative to */
export function manifestText(made: readonly MadeFiles[], format: NonNullable<Recipe['manifest']>['format'], base: string): string {
  return writers[format](manifestEntries(made, base));
}
