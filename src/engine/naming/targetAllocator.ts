import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Conflict } from '../../shared/recipe/options';
import { FailureError } from '../../shared/run/failure';
import type { Clash, WriteMode } from '../../shared/run/run';
import { ExistingNames, numbered, pathKey } from './outputPath';

/**
 * What tells places apart. A source that is replaced by itself has a place of its own for certain: where `a.jpg` and
 * `A.jpg` are two files, each stays one.
 */
function placeKey(target: string, source: string): string {
  return target === source ? target : pathKey(target);
}

/** Gives every output of a plan a place of its own (safety invariants 1 and 2). */
export class TargetAllocator {
  readonly #existing = new ExistingNames();
  readonly #sources: ReadonlySet<string>;
  /** Who makes the file at a place, by the place's key; see `placeKey`. */
  readonly #taken = new Map<string, { readonly target: string; readonly sources: string[] }>();

  constructor(
    readonly conflict: Conflict,
    sources: readonly string[],
  ) {
    this.#sources = new Set(sources.map(pathKey));
  }

  /**
   * The place for an output that wants `wanted`.
   * @throws FailureError `target-exists` where the policy is to skip, `target-is-source` where a source would be lost
   */
  take(wanted: string, source: string, replace: boolean): { target: string; mode: WriteMode } {
    const own = pathKey(wanted) === pathKey(source);
    if (replace && own) return this.#claim(wanted, source, 'replace');
    const free = (path: string) => !this.#taken.has(pathKey(path)) && !this.#sources.has(pathKey(path)) && !this.#existing.has(path);
    if (free(wanted)) return this.#claim(wanted, source, 'create');
    if (this.conflict === 'unique') return this.#claim(numbered(wanted, free), source, 'create');
    if (own || this.#sources.has(pathKey(wanted))) {
      const message = own
        ? l10n.t('The result would replace the source itself. Choose another name or folder, or replace on purpose.')
        : l10n.t('The result would replace the source {0}. Choose another name or folder, or replace on purpose.', basename(wanted));
      throw new FailureError('target-is-source', message);
    }
    if (this.#taken.has(pathKey(wanted))) return this.#claim(wanted, source, 'create');
    if (this.conflict === 'skip')
      throw new FailureError('target-exists', l10n.t('{0} exists already and was left as it is.', basename(wanted)));
    return this.#claim(wanted, source, 'overwrite');
  }

  #claim(target: string, source: string, mode: WriteMode): { target: string; mode: WriteMode } {
    const key = placeKey(target, source);
    const taken = this.#taken.get(key);
    if (taken) taken.sources.push(source);
    else this.#taken.set(key, { target, sources: [source] });
    return { target, mode };
  }

  /** Gives a place back that a source took and will not fill. */
  release(target: string, source: string): void {
    const key = placeKey(target, source);
    const sources = this.#taken.get(key)?.sources ?? [];
    const index = sources.lastIndexOf(source);
    if (index >= 0) sources.splice(index, 1);
    if (sources.length === 0) this.#taken.delete(key);
  }

  /** Places that several sources want, in the order they were met. */
  clashes(): Clash[] {
    return [...this.#taken.values()].filter(({ sources }) => sources.length > 1);
  }
}
