import * as l10n from '@vscode/l10n';
import type { Recipe } from '../../shared/recipe/recipe';
import { hasRunFiles } from '../../shared/recipe/runFileKinds';
import type { MadeFiles, Outcome, Task } from '../../shared/run/run';
import { takenPaths } from '../../shared/run/taskOutput';
import type { PoolClient } from '../pool/poolClient';
import type { RunFolder } from '../store/runFolder';
import { resultsFolder } from '../store/storeFolder';

/** Collects what the files about a run list, if its recipe asks for them. */
export class RunLists {
  readonly #made: MadeFiles[] = [];
  readonly #roots: ReadonlyMap<number, string>;
  /** Sources and targets, if the run packs an atlas: a page of it must not overwrite them. */
  readonly #taken: readonly string[];

  /** @param store of the runs */
  constructor(
    readonly recipe: Recipe,
    tasks: readonly Task[],
    readonly store: string,
  ) {
    this.#taken = recipe.atlas ? tasks.flatMap(takenPaths) : [];
    this.#roots = this.#requested ? new Map(tasks.map(({ id, root }) => [id, root])) : new Map();
  }

  get #requested(): boolean {
    return hasRunFiles(this.recipe);
  }

  add(outcomes: readonly Outcome[]): void {
    if (!this.#requested) return;
    for (const { id, source, outputs } of outcomes) {
      if (outputs.length > 0) this.#made.push({ root: this.#roots.get(id) ?? '', source, outputs });
    }
  }

  /** Has the pool process write them. @returns what went wrong, as a sentence */
  async write(client: PoolClient, { path }: RunFolder): Promise<string | undefined> {
    if (!this.#requested) return undefined;
    const guard = { taken: this.#taken, results: resultsFolder(this.store) };
    try {
      const errors = await client.runExclusive({}, async () => (await client.remote()).writeRunFiles(path, this.recipe, this.#made, guard));
      return errors.length > 0 ? errors.join(' ') : undefined;
    } catch (error) {
      return l10n.t('The files about the run could not be written: {0}', (error as Error).message);
    }
  }
}
