import { isTask, type PlanEntry, type PlanSummary } from '../../shared/run/plan';
import type { Task } from '../../shared/run/run';
import type { Expansion } from '../fs/findFiles';
import type { OutputPlanner } from './outputPlanner';
import { recipeErrors, TaskScopes } from './recipeErrors';
import { replacedRunFiles } from './runFileErrors';

/** Most clashes that a summary describes. Their number is always exact. */
const maxClashes = 100;

/** Number of skipped images by the format that is the reason, the most frequent first. */
function sortedCounts(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

/** Sums up the entries of a plan, of which it keeps none. */
export class PlanTotals {
  #tasks = 0;
  #skipped = 0;
  #upToDate = 0;
  #bytes = 0;
  #replaces = 0;
  readonly #notProcessed = new Map<string, number>();
  readonly #scopes: TaskScopes;

  /** @param results number of files that are left out since runs made them */
  constructor(
    readonly planner: OutputPlanner,
    readonly results: number,
  ) {
    this.#scopes = new TaskScopes(planner.request.recipe);
  }

  add(entry: PlanEntry): void {
    if (isTask(entry)) this.#addTask(entry);
    else this.#skipped += 1;
    if (!isTask(entry) && entry.code === 'up-to-date') this.#upToDate += 1;
    if (isTask(entry) || entry.status !== 'skipped' || entry.format === undefined) return;
    this.#notProcessed.set(entry.format, (this.#notProcessed.get(entry.format) ?? 0) + 1);
  }

  #addTask(task: Task): void {
    this.#tasks += 1;
    this.#bytes += task.bytes;
    for (const { mode } of task.outputs)
      if (mode === 'overwrite' || mode === 'replace' || this.planner.request.recipe.replace) this.#replaces += 1;
    this.#scopes.add(task);
  }

  async summary({ otherFiles }: Expansion): Promise<PlanSummary> {
    const { targets, places, request } = this.planner;
    const clashes = targets.clashes();
    return {
      tasks: this.#tasks,
      skipped: this.#skipped,
      bytes: this.#bytes,
      otherFiles,
      results: this.results,
      edited: targets.editedCount,
      upToDate: this.#upToDate,
      notProcessed: sortedCounts(this.#notProcessed),
      clashes: clashes.slice(0, maxClashes),
      clashCount: clashes.length,
      outsideFolders: [...places.unconfirmed],
      replaces: this.#replaces + replacedRunFiles(request.recipe, this.#scopes.roots),
      errors: await recipeErrors(this.planner, this.#scopes),
    };
  }
}
