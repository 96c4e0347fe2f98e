import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { measuredRecipe } from '../../client/measuring/measuredWork';
import { MeasureError, measureWorkers } from '../../client/measuring/measureWorkers';
import { requestPlan } from '../../client/runs/requestPlan';
import { type WorkerMeasurement, workerCounts } from '../../shared/run/workerMeasurement';
import { formatMessage } from '../../shared/values/formatMessage';
import { memoryBudget, mostWorkers, timeoutSeconds, workerCount } from '../host/settings';
import { planRequest } from '../runs/confirmedPlan';
import type { RunQueue } from '../runs/runQueue';
import type { RunRequest } from '../runs/runRequest';

const { l10n } = vscode;

/** `1 worker`, `2 workers`. */
export function workersText(count: number): string {
  return formatMessage(l10n.t('{0, plural, one {# worker} other {# workers}}'), count);
}

type Progress = vscode.Progress<{ message?: string; increment?: number }>;

/** Tells a notification which number of workers has its turn. */
function teller(progress: Progress): (workers: number, share: number) => void {
  let told = 0;
  return (workers, share) => {
    progress.report({ message: workersText(workers), increment: (share - told) * 100 });
    told = share;
  };
}

/** What to measure, with the folder of the window and that of the runs. */
export interface Measuring {
  readonly request: RunRequest;
  readonly scratch: string;
  readonly runsFolder: string;
}

async function measure(queue: RunQueue, { request, scratch, runsFolder }: Measuring, signal: AbortSignal, progress: Progress) {
  const recipe = measuredRecipe(request.recipe);
  const { results: _, ...ask } = planRequest({ ...request, recipe }, runsFolder);
  const { tasks } = await requestPlan(queue.client, ask, signal);
  const { settings, log } = queue.client.options;
  const current = workerCount();
  return measureWorkers({
    ...{ title: request.title, tasks, recipe, current, signal, log, settings: settings(), timeoutSeconds: timeoutSeconds() },
    counts: workerCounts(Math.min(availableParallelism(), mostWorkers), current),
    folder: join(scratch, `measuring-${randomUUID()}`),
    progress: teller(progress),
    ...memoryBudget(),
  });
}

/**
 * Measures how many workers are fastest while a notification shows the progress, which the user can cancel. Runs wait until it ends:
 * they would take the cores. Never rejects: errors are reported.
 * @returns undefined when there is no result, which was told
 */
export function measureInNotification(queue: RunQueue, measuring: Measuring): Promise<WorkerMeasurement | undefined> {
  const abort = new AbortController();
  const options = { location: vscode.ProgressLocation.Notification, title: l10n.t('Measuring worker speed'), cancellable: true };
  return queue.enqueue(async () => {
    try {
      return await vscode.window.withProgress(options, (progress, token) => {
        token.onCancellationRequested(() => abort.abort());
        return measure(queue, measuring, abort.signal, progress);
      });
    } catch (error) {
      if (error instanceof MeasureError) void vscode.window.showInformationMessage(error.message);
      else if (!abort.signal.aborted) queue.reportError(error);
      return undefined;
    }
  });
}
