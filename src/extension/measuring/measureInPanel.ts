import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { measuredRecipe } from '../../client/measuring/measuredWork';
import { MeasureError, type MeasureOptions, measureWorkers } from '../../client/measuring/measureWorkers';
import { requestPlan } from '../../client/runs/requestPlan';
import { type WorkerMeasurement, workerCounts } from '../../shared/run/workerMeasurement';
import { formatMessage } from '../../shared/values/formatMessage';
import { memoryBudget, mostWorkers, timeoutSeconds, workerCount } from '../host/settings';
import { planRequest } from '../runs/confirmedPlan';
import type { RunQueue } from '../runs/runQueue';
import type { RunRequest } from '../runs/runRequest';
import type { Measurements } from '../state/measurements';

const { l10n } = vscode;

/** `1 worker`, `2 workers`. */
export function workersText(count: number): string {
  return formatMessage(l10n.t('{0, plural, one {# worker} other {# workers}}'), count);
}

/** What to measure, with the folder of the window and that of the runs. */
export interface Measuring {
  readonly request: RunRequest;
  readonly scratch: string;
  readonly runsFolder: string;
}

type Turn = Pick<MeasureOptions, 'current' | 'counts' | 'signal' | 'progress'>;

async function measure(queue: RunQueue, { request, scratch, runsFolder }: Measuring, turn: Turn) {
  const recipe = measuredRecipe(request.recipe);
  const { results: _, ...ask } = planRequest({ ...request, recipe }, runsFolder);
  const { tasks } = await requestPlan(queue.client, ask, turn.signal);
  const { settings, log } = queue.client.options;
  return measureWorkers({
    ...{ ...turn, title: request.title, tasks, recipe, log, settings: settings(), timeoutSeconds: timeoutSeconds() },
    folder: join(scratch, `measuring-${randomUUID()}`),
    ...memoryBudget(),
  });
}

/** Shows the measurement from its start to its end. @throws what keeps it from ending */
async function measureShown(queue: RunQueue, measurements: Measurements, measuring: Measuring): Promise<WorkerMeasurement> {
  const current = workerCount();
  const counts = workerCounts(Math.min(availableParallelism(), mostWorkers), current);
  const signal = measurements.start({ title: measuring.request.title, current, counts });
  queue.panel.show();
  const progress: Turn['progress'] = (...turn) => measurements.advance(...turn);
  const found = await measure(queue, measuring, { current, counts, signal, progress });
  signal.throwIfAborted();
  measurements.end(found);
  return found;
}

/** Tells of a result that the panel does not show at the moment. */
async function announce({ panel }: RunQueue, { recommended }: WorkerMeasurement): Promise<void> {
  if (panel.visible) return;
  const show = l10n.t('Show');
  const message = l10n.t('Worker speed was measured: {0} recommended.', workersText(recommended));
  if ((await vscode.window.showInformationMessage(message, show)) === show) panel.show();
}

/**
 * Measures how many workers are fastest, and shows the progress and the result in the panel. Closing it there ends the measurement.
 * Runs wait until it ends: they would take the cores. Never rejects: errors are reported.
 */
export function measureInPanel(queue: RunQueue, measurements: Measurements, measuring: Measuring): Promise<void> {
  const options = { location: vscode.ProgressLocation.Window, title: l10n.t('Measuring worker speed') };
  return queue.enqueue(async () => {
    try {
      const found = await vscode.window.withProgress(options, () => measureShown(queue, measurements, measuring));
      void announce(queue, found);
    } catch (error) {
      const isClosed = measurements.view === null;
      measurements.close();
      if (error instanceof MeasureError) void vscode.window.showInformationMessage(error.message);
      else if (!isClosed) queue.reportError(error);
    }
  });
}
