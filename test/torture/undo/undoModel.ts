/** What undo must do, told by the digests of files alone. Independent of the code that does it. */

/** The digest of each file, by its path. */
export type Files = Map<string, string>;

/** What a run did to a file: it was absent before if it has no `before`, and is gone if it has no `after`. */
export interface Effect {
  readonly path: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** The effects of one task, in the order in which they happened. */
export type TaskEffects = readonly Effect[];

/** What undo says that it did. */
export interface ExpectedReport {
  readonly restored: number;
  readonly removed: number;
  readonly refused: readonly string[];
}

/** A run with what undo needs to know about it. */
export class ModelRun {
  /** Effects whose original was given back: it is not kept twice. */
  readonly #givenBack = new Set<Effect>();

  constructor(readonly tasks: readonly TaskEffects[]) {}

  get paths(): readonly string[] {
    return this.tasks.flat().map(({ path }) => path);
  }

  /** Undoes the run in the model. @param only undoes only the tasks that changed one of these paths */
  undo(files: Files, only?: readonly string[]): ExpectedReport {
    const counts = { restored: 0, removed: 0 };
    const refused: string[] = [];
    for (const effects of [...this.tasks].reverse()) {
      if (only && !effects.some(({ path }) => only.includes(path))) continue;
      for (const effect of [...effects].reverse()) {
        const done = this.#undoEffect(files, effect);
        if (done === 'refused') {
          refused.push(effect.path);
          // The other files of the task may be all that is left of it.
          break;
        }
        if (done !== 'nothing') counts[done] += 1;
      }
    }
    return { ...counts, refused };
  }

  #undoEffect(files: Files, effect: Effect): 'restored' | 'removed' | 'nothing' | 'refused' {
    const { path, before, after } = effect;
    const now = files.get(path);
    if (now === before) return 'nothing';
    if (now !== undefined && now !== after) return 'refused';
    if (before === undefined) {
      files.delete(path);
      return 'removed';
    }
    if (this.#givenBack.has(effect)) return 'refused';
    this.#givenBack.add(effect);
    files.set(path, before);
    return 'restored';
  }
}
