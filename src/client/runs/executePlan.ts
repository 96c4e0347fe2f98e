import * as l10n from '@vscode/l10n';
import type { Recipe } from '../../shared/recipe/recipe';
import type { MadeFiles, Outcome, UndoReport, WorkerStatus } from '../../shared/run/run';
import type { PoolClient } from '../pool/poolClient';
import type { Plan } from './requestPlan';
import { lastUndoable, pruneRuns, RunFolder, type RunRecord, signOfLifeMs } from './runFolder';
import { type RunEnd, TaskRunner } from './taskRunner';

/** Rows and outcomes are written to the report in lines of so many. */
const itemsPerLine = 500;

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
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  outcomes(outcomes: readonly Outcome[]): void;
  workers(workers: readonly WorkerStatus[]): void;
}

export type RunResult = RunEnd & { readonly folder: RunFolder };

/** The record of a run that starts now. */
function newRecord({ id, title, destination, roots }: RunOptions): RunRecord {
  return { id, title, destination, phase: 'running', pid: process.pid, undone: false, roots, elapsedSeconds: 0 };
}

/** Carries out a plan and keeps its record, report and journal in the store. Every source gets its outcome. */
export async function carryOut(plan: Plan, options: RunOptions): Promise<RunResult> {
  const { client, store, recipe, timeoutSeconds, signal } = options;
  const folder = await RunFolder.create(store, newRecord(options));
  const started = performance.now();
  for (const rows of slices(plan.rows)) folder.append({ rows });
  const made: MadeFiles[] = [];
  const roots = new Map(plan.tasks.map(({ id, root }) => [id, root]));
  const outcomes = (all: readonly Outcome[]) => {
    if (recipe.manifest || recipe.markup) made.push(...madeFiles(all, roots));
    for (const batch of slices(all)) folder.append({ outcomes: batch });
    options.outcomes(all);
  };
  if (plan.leftOut.length > 0) outcomes(plan.leftOut);
  // A sweep after a crash finds the targets in the rows. A store that takes no more is told at the end.
  await folder.flush().catch(() => {});
  const setup = { runId: folder.record.id, recipe, directory: folder.path, timeoutSeconds };
  const runner = new TaskRunner(client, setup, plan.tasks, { outcomes, workers: options.workers }, signal);
  const alive = setInterval(() => folder.touch(), signOfLifeMs);
  const end = await runner.run().finally(() => clearInterval(alive));
  const listError =
    (recipe.manifest || recipe.markup) && end.state === 'finished' ? await writeLists(client, folder, recipe, made) : undefined;
  const error = await folder.close().then(() => undefined, reportError);
  const message = end.state === 'stopped' ? end.message : (listError ?? error);
  const swept = (end.state === 'finished' && !runner.died) || (await sweepAfter(client, folder, plan));
  const ended = { phase: end.state, elapsedSeconds: (performance.now() - started) / 1000, ...(message !== undefined && { message }) };
  // A run that could not be swept keeps its phase, so that the next start sweeps it.
  if (swept) await folder.update(ended).catch(() => {});
  await pruneRuns(store).catch(() => {});
  return { ...end, folder };
}

/** What outcomes say of files that were made. */
function madeFiles(outcomes: readonly Outcome[], roots: ReadonlyMap<number, string>): MadeFiles[] {
  const done = outcomes.filter(({ outputs }) => outputs.length > 0);
  return done.map(({ id, source, outputs }) => ({ root: roots.get(id) ?? '', source, outputs }));
}

/** Has the manifest and the markup written. Returns what went wrong, as a sentence. */
async function writeLists(
  client: PoolClient,
  { path }: RunFolder,
  recipe: Recipe,
  made: readonly MadeFiles[],
): Promise<string | undefined> {
  try {
    const errors = await client.hold({}, async () => (await client.remote()).writeRunFiles(path, recipe, made));
    return errors.length > 0 ? errors.join(' ') : undefined;
  } catch (error) {
    return l10n.t('The list of the run could not be written: {0}', (error as Error).message);
  }
}

/** Lists cut small enough that writing one as a line holds up nobody. */
export function slices<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / itemsPerLine) }, (_, index) =>
    items.slice(index * itemsPerLine, (index + 1) * itemsPerLine),
  );
}

/** The files are what they are even where the table of them could not be written. */
function reportError(error: Error): string {
  return l10n.t('The report of the run could not be written ({0}), so the table will not come back after a reload.', error.message);
}

/** A process that died may have left temp files; a run that went well has none. Returns whether they are gone. */
async function sweepAfter(client: PoolClient, { path }: RunFolder, plan: Plan): Promise<boolean> {
  const targets = plan.tasks.flatMap(({ outputs }) => outputs.map(({ target }) => target));
  const sweep = client.hold({}, async () => (await client.remote()).sweep(path, targets));
  return sweep.then(
    () => true,
    () => false,
  );
}

/** Cleans up after runs whose process was killed: removes their temp files and marks them. */
export async function recoverRuns(client: PoolClient, store: string): Promise<void> {
  for (const run of await RunFolder.list(store)) {
    if (!run.interrupted) continue;
    const { rows } = await run.readReport();
    const targets = rows.flatMap((row) => row.targets);
    const swept = client.hold({}, async () => (await client.remote()).sweep(run.path, targets));
    // One that cannot be cleaned up now is tried again at the next start, and holds up no other.
    if (
      !(await swept.then(
        () => true,
        () => false,
      ))
    )
      continue;
    await run.update({
      phase: 'interrupted',
      message: l10n.t('The window was closed while the run was going. What was made before is whole.'),
    });
  }
}

/**
 * Undoes the newest run that can be undone; undefined when there is none.
 * @param id undoes it only if it is this run
 */
export async function undoLastRun(
  client: PoolClient,
  store: string,
  id?: string,
): Promise<{ report: UndoReport; folder: RunFolder } | undefined> {
  const folder = await lastUndoable(store);
  if (!folder || (id !== undefined && folder.record.id !== id)) return undefined;
  const report = await client.hold({}, async () => (await client.remote()).undo(folder.path));
  // What was refused can be asked for again. Where that changes nothing any more, older runs are not to be out of reach.
  const { restored, removed, refused } = report;
  const stuck = restored + removed === 0 && refused.every(({ edited }) => edited);
  if (refused.length === 0 || stuck) await folder.update({ undone: true });
  return { report, folder };
}
