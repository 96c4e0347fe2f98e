import type { Facet, Facets, FailureGroup } from '../../shared/protocol/rowQuery';

/** What the rows of a run can be narrowed down to. Imports no vscode. */

/** Nobody chooses from more. */
const mostFacets = 100;

/** The extension of a path in lower case, without the dot. */
export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

/**
 * The formats and folders of files.
 * @param pathShown a path as people read it. It is not asked for each file: that would hold up the first sight of the panel.
 */
export function sourceFacets(sources: Iterable<string>, pathShown: (path: string) => string): Omit<Facets, 'failures'> {
  const formats = new Map<string, number>();
  const folders = new Map<string, number>();
  // The files of a folder follow each other, and most of them have the same format.
  let [folder, shown, format, suffix] = ['', '', '', ''];
  for (const source of sources) {
    const end = Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\'));
    if (folder === '' || end !== folder.length || !source.startsWith(folder)) {
      folder = source.slice(0, Math.max(0, end));
      const path = pathShown(source);
      shown = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    }
    count(folders, shown);
    if (suffix === '' || end + 1 >= source.length - suffix.length || !source.endsWith(suffix)) {
      format = extensionOf(source.slice(end + 1));
      suffix = format === '' ? '' : source.slice(-format.length - 1);
    }
    count(formats, format);
  }
  return { formats: facetsOf(formats), folders: facetsOf(folders) };
}

function count(counts: Map<string, number>, value: string): void {
  if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
}

/** The most frequent values in alphabetical order; none if there is only one value, which narrows nothing down. */
function facetsOf(counts: ReadonlyMap<string, number>): Facet[] {
  if (counts.size < 2) return [];
  const frequent = [...counts].sort(([, a], [, b]) => b - a).slice(0, mostFacets);
  return frequent.map(([value, files]) => ({ value, count: files })).sort((a, b) => (a.value < b.value ? -1 : 1));
}

/** Counts failures by their reason. */
export class FailureCounts {
  readonly #groups = new Map<string, { count: number; example: string; uniform: boolean }>();

  add(code: string, message: string): void {
    const group = this.#groups.get(code);
    if (!group) this.#groups.set(code, { count: 1, example: message, uniform: true });
    else {
      group.count += 1;
      group.uniform &&= group.example === message;
    }
  }

  /** The most frequent one first. */
  get groups(): FailureGroup[] {
    return [...this.#groups].map(([code, group]) => ({ code, ...group })).sort((a, b) => b.count - a.count);
  }
}
