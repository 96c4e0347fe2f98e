import { escapeName } from '../../shared/checksums/checksumFile';
import type { Recipe } from '../../shared/recipe/recipe';
import type { PlaceholderKind } from '../../shared/recipe/schema/profileChoices';
import type { MadeFiles } from '../../shared/run/run';
import { relativePath } from '../../shared/values/paths';
import { placeholderOf } from './placeholder';

/** The list of a run's outputs, sorted by path, whatever order the workers finished in. */

interface ManifestEntry {
  readonly source: string;
  readonly output: string;
  readonly digest: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly format: string;
  /** What a page shows until the image has loaded. */
  readonly placeholder?: string;
}

async function manifestEntries(made: readonly MadeFiles[], kind: PlaceholderKind | undefined, base: string): Promise<ManifestEntry[]> {
  const entries: ManifestEntry[] = [];
  for (const { source, outputs } of made) {
    const placeholder = kind && (await placeholderOf(outputs, kind));
    const listed = outputs.map(({ target, digest = '', bytes, width, height, format }) => ({
      source: relativePath(source, base),
      output: relativePath(target, base),
      digest,
      bytes,
      width,
      height,
      format,
      ...(placeholder !== undefined && { placeholder }),
    }));
    entries.push(...listed);
  }
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return entries.sort((a, b) => order(a.source, b.source) || order(a.output, b.output));
}

/** A field of a CSV. Source: RFC 4180. */
function csvField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const columns = ['source', 'output', 'digest', 'bytes', 'width', 'height', 'format'] as const satisfies readonly (keyof ManifestEntry)[];

/** The columns of a CSV. One with placeholders has them last, so that those before keep their places. */
function columnsOf(entries: readonly ManifestEntry[]): readonly (keyof ManifestEntry)[] {
  return entries.some(({ placeholder }) => placeholder !== undefined) ? [...columns, 'placeholder'] : columns;
}

const writers: Readonly<Record<NonNullable<Recipe['manifest']>['format'], (entries: readonly ManifestEntry[]) => string>> = {
  text: (entries) => entries.map(({ digest, source }) => `${digest}: ${escapeName(source)}\n`).join(''),
  json: (entries) => `${JSON.stringify(entries, null, 2)}\n`,
  csv: (entries) => {
    const shown = columnsOf(entries);
    const rows = [shown, ...entries.map((entry) => shown.map((column) => entry[column] ?? ''))];
    return rows.map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
  },
};

/** The text of a manifest. @param base folder that its paths are relative to */
export async function manifestText(
  made: readonly MadeFiles[],
  { format, placeholder }: Pick<NonNullable<Recipe['manifest']>, 'format' | 'placeholder'>,
  base: string,
): Promise<string> {
  return writers[format](await manifestEntries(made, format === 'text' ? undefined : placeholder, base));
}
