import * as l10n from '@vscode/l10n';
import type { InspectTask } from '../shared/run/inspection';
import { outcomeOf } from '../shared/run/outcome';
import type { Outcome } from '../shared/run/run';
import type { SentTask } from '../shared/run/sentTasks';
import { fromJson } from '../shared/values/json';

/** The outcome of a task whose thread failed. */
export function lostOutcome(queued: SentTask | InspectTask): Outcome {
  const task = 'task' in queued ? fromJson(queued.task) : queued;
  const message = l10n.t('The worker thread stopped unexpectedly during this file. The log has details.');
  return outcomeOf(task, { status: 'failed', code: 'crashed', message });
}
