import * as l10n from '@vscode/l10n';
import type { Outcome, Task } from '../../shared/run/run';
import { possibleTargets } from '../../shared/run/taskOutput';
import { systemCause } from '../../shared/values/systemCause';
import type { RunFolder } from '../store/runFolder';
import { endOfRunMs } from '../store/storeLock';
import { Throughput } from '../store/throughput';
import { defaultMemoryBudget } from './defaultMemoryBudget';
import { OutcomeTotals } from './outcomeTotals';
import { pruneRuns } from './pruneRuns';
import { recordResults } from './recordResults';
import type { RunContext } from './runContext';
import { RunLists } from './runLists';
import { memoryShare, whileSharingMemory } from './sharedMemory';
import { sweepRun } from './sweepRun';
import { type RunEnd, TaskRunner } from './taskRunner';

export type RunResult = RunEnd & { readonly folder: RunFolder };

/** The tasks of a run with what is known of its files already. */
export interface PlannedTasks {
  readonly tasks: readonly Task[];
  /** All tasks of the run, of which `tasks` are left. */
  readonly all: readonly Task[];
  /** Number of files of the run. */
  readonly files: number;
  /** Outcomes from before, which nobody needs to hear of. */
  readonly earlier: readonly Outcome[];
}

/** Carries out the tasks of a run whose files are claimed. */
export async function carryOut(folder: RunFolder, { tasks, all, files, earlier }: PlannedTasks, context: RunContext): Promise<RunResult> {
  const { client, store, signal, control, memoryBudget = defaultMemoryBudget() } = context;
  const { request, timeoutSeconds = 300, elapsedSeconds, throughput: earlierThroughput } = folder.record;
  if (!request) throw new Error('the run does not process images');
  const { recipe } = request;
  const isTimed = elapsedSeconds > 0 || !earlier.some(({ worker }) => worker >= 0);
  const started = performance.now();
  const throughput = new Throughput(earlierThroughput, elapsedSeconds);
  const secondsNow = () => elapsedSeconds + (performance.now() - started) / 1000 - (control?.pausedSeconds ?? 0);
  const lists = new RunLists(recipe, all, store);
  const totals = new OutcomeTotals(files);
  lists.add(earlier);
  totals.add(earlier);
  const outcomes = (batch: readonly Outcome[]) => {
    lists.add(batch);
    totals.add(batch);
    throughput.add(secondsNow(), batch.filter(({ worker }) => worker >= 0).length);
    folder.report.appendOutcomes(batch);
    context.outcomes(batch);
  };
  const memory = { store, memoryBudget };
  const setup = {
    runId: folder.record.id,
    recipe,
    directory: folder.path,
    timeoutSeconds,
    ...(request.results?.force && { force: true }),
  };
  const share = await memoryShare(memory);
  const runner = new TaskRunner(
    { client, setup, memoryBudget: share, events: { outcomes, workers: context.workers, waiting: context.waiting }, signal, control },
    tasks,
  );
  const end = await folder.whileAlive(() => whileSharingMemory(client, memory, () => runner.run()));
  for (const { at, seconds } of control?.pausesSince(started) ?? []) throughput.addPause({ at: elapsedSeconds + at, seconds });
  const speed = throughput.view(secondsNow(), true);
  const listError = end.state === 'finished' ? await lists.write(client, folder) : undefined;
  const error = await folder.report.close().then(() => undefined, reportError);
  const isClean = end.state === 'finished' && !runner.died && !folder.record.unswept;
  const swept = isClean || (await client.runExclusive({}, () => sweepRun(client, folder, targetsOf(all))));
  // Without tasks, nothing was made.
  const recorded =
    all.length > 0
      ? await client.runExclusive({}, () => recordResults(client, store, folder, { signal: AbortSignal.timeout(endOfRunMs) }))
      : undefined;
  const message = end.state === 'stopped' ? end.message : (listError ?? error ?? recorded?.error);
  const ended = {
    phase: end.state,
    unswept: !swept,
    // A killed run could not record its time, so that of the whole run remains unknown.
    elapsedSeconds: isTimed ? secondsNow() : 0,
    totals: { ...totals.record, ...(recorded && { keptBytes: recorded.keptBytes }) },
    ...(speed && isTimed && { throughput: speed }),
    message,
  };
  await folder.setEnded(ended).catch(() => {});
  await pruneRuns(client, store).catch(() => {});
  return { ...end, folder };
}

function targetsOf(tasks: readonly Task[]): string[] {
  return tasks.flatMap(({ outputs }) => outputs.flatMap(possibleTargets));
}

/** The files are fine even if the report about them could not be written. */
function reportError(error: Error): string {
  return l10n.t('The report of the run could not be written, so the table cannot be restored after a reload. {0}', systemCause(error));
}
