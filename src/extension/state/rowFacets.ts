import type { Facet, FailureGroup } from '../../shared/protocol/rowQuery';

/** What the rows of a run can be narrowed down to. Imports no vscode. */

/** Nobody chooses from more. */
const mostFacets = 100;

/** The extension of a path in lower case, without the dot. */
export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

/** The folder of a path; empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Counts values. The most frequent ones in alphabetical order; none if there is only one value, which narrows nothing down. */
export function facetsOf(values: Iterable<string>): Facet[] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size < 2) return [];
  const frequent = [...counts].sort(([, a], [, b]) => b - a).slice(0, mostFacets);
  return frequent.map(([value, count]) => ({ value, count })).sort((a, b) => (a.value < b.value ? -1 : 1));
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
