import type { PendingRun } from '../../client/history/pendingRuns';
import { pendingRuns } from '../../client/history/pendingRuns';
import { recoverRuns } from '../../client/history/recoverRuns';
import { readUnfinished, resumeRun } from '../../client/history/resumeRun';
import { RunFolder } from '../../client/store/runFolder';
import { storeFolder } from '../../client/store/storeFolder';
import { here } from '../environment/folders';
import type { PoolSession } from '../environment/poolSession';
import { UsageError } from '../environment/usageError';
import { endOfRun } from '../output/endOfRun';
import { Reporter } from '../output/reporter';
import { tellWaiting } from '../output/tellWaiting';

export interface ResumeOptions {
  /** Id of the run to resume. */
  readonly run?: string;
  readonly json?: boolean;
}

/** @throws UsageError when there is no such run, or several */
async function chosenRun(store: string, { run: id }: ResumeOptions): Promise<RunFolder> {
  if (id !== undefined) {
    const run = await RunFolder.open(store, id).catch(() => undefined);
    if (run) return run;
    throw new UsageError(`there is no run ${id}; "assetmill runs" lists the runs`);
  }
  const [first, ...others] = await pendingRuns(store, here());
  if (!first) throw new UsageError('no run was interrupted here; name a canceled or stopped one with --run, see "assetmill runs"');
  if (others.length === 0) return first.folder;
  const ids = [first, ...others].map(({ folder }: PendingRun) => `  assetmill resume --run ${folder.record.id}   ${folder.record.title}`);
  throw new UsageError(`several runs were interrupted:\n${ids.join('\n')}`);
}

/**
 * Carries on with a run that was interrupted, canceled, or stopped. Returns the exit code.
 * @throws UsageError when nothing is left of it
 */
export async function runResume(options: ResumeOptions, { client, signal }: PoolSession): Promise<number> {
  const store = storeFolder();
  const { json = false } = options;
  await recoverRuns(client, store, { signal, waiting: tellWaiting }).catch(() => {});
  const folder = await chosenRun(store, options);
  const unfinished = await readUnfinished(folder);
  if (!unfinished) throw new UsageError(`the run ${folder.record.id} cannot be resumed: it was undone, or it does not process images`);
  const { tasks } = unfinished.planned;
  if (tasks.length === 0) throw new UsageError(`nothing is left of the run ${folder.record.id}`);
  const reporter = new Reporter(tasks.length, { json });
  const result = await resumeRun(unfinished, {
    client,
    store,
    signal,
    outcomes: (outcomes) => reporter.outcomes(outcomes),
    workers: (workers) => reporter.workers(workers),
    waiting: (reason) => reporter.note(reason),
  });
  return endOfRun(reporter, result);
}
