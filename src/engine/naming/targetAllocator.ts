import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Conflict } from '../../shared/recipe/schema/profileChoices';
import { FailureError } from '../../shared/run/failure';
import type { Clash } from '../../shared/run/plan';
import type { WriteMode } from '../../shared/run/run';
import { pathKey } from '../../shared/values/paths';
import { ExistingNames, numbered } from './existingNames';

/**
 * Distinguishes targets. A source that its own output replaces is compared by its exact path: where `a.jpg` and `A.jpg` are
 * two files, they do not clash.
 */
function targetKey(target: string, source: string): string {
  return target === source ? target : pathKey(target);
}

/** Tells of a path whether a recipe made that file of a source before, and whether somebody edited it since. */
export type MadeBefore = (path: string) => 'as-left' | 'edited' | undefined;

/** Gives every output of a plan a target that no other output and no source has (safety invariants 1 and 2). */
export class TargetAllocator {
  readonly #existing = new ExistingNames();
  readonly #sources: ReadonlySet<string>;
  /** The sources that write to each target, by the key of the target. */
  readonly #taken = new Map<string, { readonly target: string; readonly sources: string[] }>();

  #edited = 0;

  /** @param edited what to do about outputs that somebody edited since the same recipe made them */
  constructor(
    readonly conflict: Conflict,
    sources: readonly string[],
    readonly edited: Conflict = 'overwrite',
  ) {
    this.#sources = new Set(sources.map(pathKey));
  }

  /**
   * The target for an output whose recipe puts it at `wanted`.
   * @param made what the same recipe made of this source before: `as-left` or `edited`
   * @throws FailureError `target-exists` when the policy is to skip, `target-is-source` when a source would be lost
   */
  take(wanted: string, source: string, replace: boolean, made: MadeBefore = () => undefined): { target: string; mode: WriteMode } {
    const key = pathKey(wanted);
    const isOwnSource = key === pathKey(source);
    if (replace && isOwnSource) return this.#claim(wanted, source, 'replace');
    if (this.#isFree(wanted, key)) return this.#claim(wanted, source, 'create');
    if (this.#mayRemake(wanted, made)) return this.#remake(wanted, source, made);
    if (this.conflict === 'unique') return this.#takeNumbered(wanted, source, made);
    if (isOwnSource || this.#sources.has(key)) {
      const message = isOwnSource
        ? l10n.t('The output would overwrite its source. Choose another name or folder, or choose to replace sources.')
        : l10n.t(
            'The output would overwrite the source {0}. Choose another name or folder, or choose to replace sources.',
            basename(wanted),
          );
      throw new FailureError('target-is-source', message);
    }
    if (this.#taken.has(key)) return this.#claim(wanted, source, 'create');
    if (this.conflict === 'skip') throw targetExists(wanted);
    return this.#claim(this.#existing.spelled(wanted), source, 'overwrite');
  }

  #isTaken(key: string): boolean {
    return this.#taken.has(key) || this.#sources.has(key);
  }

  #isFree(path: string, key: string): boolean {
    return !this.#isTaken(key) && !this.#existing.has(path);
  }

  /** Whether an output takes the place of the one that the same recipe made of its source before. */
  #mayRemake(path: string, made: MadeBefore): boolean {
    const before = this.#isTaken(pathKey(path)) ? undefined : made(path);
    return before === 'as-left' || (before === 'edited' && (this.edited !== 'unique' || !this.#existing.has(path)));
  }

  /** @throws FailureError `target-exists` when somebody edited the output since, and the policy is to skip */
  #remake(target: string, source: string, made: MadeBefore) {
    if (!this.#existing.has(target)) return this.#claim(target, source, 'create');
    if (made(target) === 'as-left') return this.#claim(target, source, 'remake');
    if (this.edited === 'skip') throw targetExists(target);
    this.#edited += 1;
    return this.#claim(target, source, 'overwrite');
  }

  #takeNumbered(wanted: string, source: string, made: MadeBefore) {
    const target = numbered(wanted, (path) => this.#isFree(path, pathKey(path)) || this.#mayRemake(path, made));
    return this.#mayRemake(target, made) ? this.#remake(target, source, made) : this.#claim(target, source, 'create');
  }

  #claim(target: string, source: string, mode: WriteMode): { target: string; mode: WriteMode } {
    const key = targetKey(target, source);
    const taken = this.#taken.get(key);
    if (taken) taken.sources.push(source);
    else this.#taken.set(key, { target, sources: [source] });
    return { target, mode };
  }

  /** Number of outputs that overwrite what somebody edited since the same recipe made it. */
  get editedCount(): number {
    return this.#edited;
  }

  /** The targets that several sources would write, in the order in which they were taken. */
  clashes(): Clash[] {
    return [...this.#taken.values()].filter(({ sources }) => sources.length > 1);
  }
}

/** An output that is not written because its target exists and the recipe says to skip it then. */
export function targetExists(target: string): FailureError {
  return new FailureError('target-exists', l10n.t('{0} already exists and was not changed.', basename(target)));
}
