import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Conflict } from '../../shared/recipe/schema/profileChoices';
import { FailureError } from '../../shared/run/failure';
import type { Clash } from '../../shared/run/plan';
import type { OutputCandidate } from '../../shared/run/run';
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

/** The output that asks for a target. */
export interface Claimant {
  readonly source: string;
  /** Whether the output replaces its source. */
  readonly replace: boolean;
  /** What the same recipe made of this source before: `as-left` or `edited`. */
  readonly made?: MadeBefore;
}

/** A target and what an output finds there. */
type Place = Pick<OutputCandidate, 'target' | 'mode'>;

/** Gives every output of a plan a target that no other output and no source has (safety invariants 1 and 2). */
export class TargetAllocator {
  readonly #existing = new ExistingNames();
  readonly #sources: ReadonlySet<string>;
  /** The sources that write to each target, by the key of the target. */
  readonly #taken = new Map<string, { readonly name: string; readonly target: string; readonly sources: string[] }>();

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
   * @throws FailureError `target-exists` when the policy is to skip, `target-is-source` when a source would be lost
   */
  take(wanted: string, claimant: Claimant): Place {
    const place = this.#placeFor(wanted, claimant);
    this.#claim(place.target, claimant.source);
    return place;
  }

  /**
   * The targets for an output that is written to one of several paths. Those where a source would be lost are undefined. A file that
   * exists at one of them counts as the output, so that `skip` leaves what an earlier run chose alone; it is only left out if the
   * output is known to be at another one. No path is taken when it throws.
   * @param name tells the output from others in clashes, of which all its paths are one
   * @throws FailureError `target-exists` when the policy is to skip, `target-is-source` when no path is left
   */
  takeOneOf(wanted: readonly string[], name: string, claimant: Claimant): (Place | undefined)[] {
    const edited = this.#edited;
    const found = wanted.map((path) => this.#placeOrRefusal(path, claimant));
    const places = found.map((each) => (each instanceof FailureError ? undefined : each));
    const isKnown = places.some((place) => place?.mode === 'remake' || place?.mode === 'replace');
    const isOutput = (path: string) => !isKnown || claimant.made?.(path) !== undefined;
    const refusals = found.filter((each) => each instanceof FailureError);
    const existing = found.find(
      (each, index) => each instanceof FailureError && each.code === 'target-exists' && isOutput(wanted[index] as string),
    );
    const refusal = existing ?? (refusals.length === wanted.length ? refusals[0] : undefined);
    this.#edited = refusal ? edited : Math.min(this.#edited, edited + 1);
    if (refusal) throw refusal;
    for (const place of places) if (place) this.#claim(place.target, claimant.source, name);
    return places;
  }

  #placeOrRefusal(wanted: string, claimant: Claimant): Place | FailureError {
    try {
      return this.#placeFor(wanted, claimant);
    } catch (error) {
      if (error instanceof FailureError) return error;
      throw error;
    }
  }

  #placeFor(wanted: string, { source, replace, made = () => undefined }: Claimant): Place {
    const key = pathKey(wanted);
    const isOwnSource = key === pathKey(source);
    if (replace && isOwnSource) return { target: wanted, mode: 'replace' };
    if (this.#isFree(wanted, key)) return { target: wanted, mode: 'create' };
    if (this.#mayRemake(wanted, made)) return this.#remake(wanted, made);
    if (this.conflict === 'unique') return this.#numbered(wanted, made);
    if (isOwnSource || this.#sources.has(key)) {
      const message = isOwnSource
        ? l10n.t('The output would overwrite its source. Choose another name or folder, or choose to replace sources.')
        : l10n.t(
            'The output would overwrite the source {0}. Choose another name or folder, or choose to replace sources.',
            basename(wanted),
          );
      throw new FailureError('target-is-source', message);
    }
    if (this.#taken.has(key)) return { target: wanted, mode: 'create' };
    if (this.conflict === 'skip') throw targetExists(wanted);
    return { target: this.#existing.spelled(wanted), mode: 'overwrite' };
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
  #remake(target: string, made: MadeBefore): Place {
    if (!this.#existing.has(target)) return { target, mode: 'create' };
    if (made(target) === 'as-left') return { target, mode: 'remake' };
    if (this.edited === 'skip') throw targetExists(target);
    this.#edited += 1;
    return { target, mode: 'overwrite' };
  }

  #numbered(wanted: string, made: MadeBefore): Place {
    const target = numbered(wanted, (path) => this.#isFree(path, pathKey(path)) || this.#mayRemake(path, made));
    return this.#mayRemake(target, made) ? this.#remake(target, made) : { target, mode: 'create' };
  }

  #claim(target: string, source: string, name = target): void {
    const key = targetKey(target, source);
    const taken = this.#taken.get(key);
    if (taken) taken.sources.push(source);
    else this.#taken.set(key, { name, target, sources: [source] });
  }

  /** Number of outputs that overwrite what somebody edited since the same recipe made it. */
  get editedCount(): number {
    return this.#edited;
  }

  /** The targets that several sources would write, in the order in which they were taken. Of those of one output, the one with the most. */
  clashes(): Clash[] {
    const clashes = new Map<string, Clash>();
    for (const { name, target, sources } of this.#taken.values()) {
      if (sources.length > Math.max(1, clashes.get(name)?.sources.length ?? 0)) clashes.set(name, { target, sources });
    }
    return [...clashes.values()];
  }
}

/** An output that is not written because its target exists and the recipe says to skip it then. */
export function targetExists(target: string): FailureError {
  return new FailureError('target-exists', l10n.t('{0} already exists and was not changed.', basename(target)));
}
