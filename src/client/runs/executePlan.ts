import * as l10n from '@vscode/l10n';
import type { Recipe } from '../../shared/recipe/recipe';
import type { MadeFiles, Outcome, WorkerStatus } from '../../shared/run/run';
import type { PoolClient } from '../pool/poolClient';
import { pruneRuns } from './keptRuns';
import type { Plan } from './requestPlan';
import { RunFolder } from './runFolder';
import { newRecord } from './runRecord';
import { sweepRun } from './sweepRun';
import { type RunEnd, TaskRunner } from './taskRunner';

export interface RunOptions {
  /** From newRunId. */
  readonly id: string;
  readonly client: PoolClient;
  /** Folder that holds the runs. */
  readonly store: string;
  readonly recipe: Recipe;
  readonly title: string;
  readonly destination: string;
  readonly roots: readonly string[];
  /** Longest time that one file may take, in seconds. */
  readonly timeoutSeconds: number;
  /** See `RunSetup`. */
  readonly memoryBudget?: number;
  readonly signal: AbortSignal;
  outcomes(outcomes: readonly Outcome[]): void;
  workers(workers: readonly WorkerStatus[]): void;
}

export type RunResult = RunEnd & { readonly folder: RunFolder };

/** Executes a plan and keeps its record, report and journal in the store. Every source gets its outcome. */
export async function executePlan(plan: Plan, options: RunOptions): Promise<RunResult> {
  const { id, client, store, recipe, title, destination, roots, signal } = options;
  const folder = await RunFolder.create(store, newRecord({ id, title, destination, roots }));
  const started = performance.now();
  folder.report.appendRows(plan.rows);
  const lists = new RunLists(recipe, plan);
  const outcomes = (batch: readonly Outcome[]) => {
    lists.add(batch);
    folder.report.appendOutcomes(batch);
    options.outcomes(batch);
  };
  if (plan.leftOut.length > 0) outcomes(plan.leftOut);
  // A sweep after a crash finds the targets in the rows. A full disk is reported at the end.
  await folder.report.flush().catch(() => {});
  const { timeoutSeconds, memoryBudget } = options;
  const setup = { runId: id, recipe, directory: folder.path, timeoutSeconds, ...(memoryBudget !== undefined && { memoryBudget }) };
  const runner = new TaskRunner({ client, setup, events: { outcomes, workers: options.workers }, signal }, plan.tasks);
  const end = await folder.whileAlive(() => runner.run());
  const listError = end.state === 'finished' ? await lists.write(client, folder) : undefined;
  const error = await folder.report.close().then(() => undefined, reportError);
  const message = end.state === 'stopped' ? end.message : (listError ?? error);
  const swept = (end.state === 'finished' && !runner.died) || (await sweepRun(client, folder, targetsOf(plan)));
  const ended = { phase: end.state, elapsedSeconds: (performance.now() - started) / 1000, ...(message !== undefined && { message }) };
  // A run that could not be swept keeps its phase, so that the next start sweeps it.
  if (swept) await folder.update(ended).catch(() => {});
  await pruneRuns(store).catch(() => {});
  return { ...end, folder };
}

function targetsOf({ tasks }: Plan): string[] {
  return tasks.flatMap(({ outputs }) => outputs.map(({ target }) => target));
}

/** The files are fine even if the report about them could not be written. */
function reportError(error: Error): string {
  return l10n.t('The report of the run could not be written ({0}), so the table cannot be restored after a reload.', error.message);
}

/** Collects what the manifest and the markup of a run list, if its recipe asks for them. */
class RunLists {
  readonly #made: MadeFiles[] = [];
  readonly #roots: ReadonlyMap<number, string>;

  constructor(
    readonly recipe: Recipe,
    { tasks }: Plan,
  ) {
    this.#roots = new Map(tasks.map(({ id, root }) => [id, root]));
  }

  get #requested(): boolean {
    return this.recipe.manifest !== undefined || this.recipe.markup !== undefined;
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
    try {
      const errors = await client.runExclusive({}, async () => (await client.remote()).writeRunFiles(path, this.recipe, this.#made));
      return errors.length > 0 ? errors.join(' ') : undefined;
    } catch (error) {
      return l10n.t('The manifest or markup of the run could not be written: {0}', (error as Error).message);
    }
  }
}
