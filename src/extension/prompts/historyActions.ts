import * as l10n from '@vscode/l10n';
import type { RunFolder } from '../../client/store/runFolder';
import { formatList } from '../../shared/values/formatList';
import { formatMessage } from '../../shared/values/formatMessage';
import { fileCount, formatBytes, formatDuration } from '../../shared/values/formatQuantity';

/** What became of a run of the history, and what can be done with it. Imports no vscode. */

/** What can be done with a run of the history, in the order in which it is offered. */
export const historyActions = ['show', 'resume', 'undo', 'redo', 'retry', 'again', 'compare', 'save'] as const;
export type HistoryAction = (typeof historyActions)[number];

/** How a run ended. */
export type RunEnd = 'undone' | 'interrupted' | 'canceled' | 'stopped' | 'failures' | 'well' | 'active';

export function endOf({ record, interrupted }: RunFolder): RunEnd {
  const { undone, phase, totals } = record;
  if (undone) return 'undone';
  if (interrupted || phase === 'interrupted') return 'interrupted';
  if (phase === 'canceled' || phase === 'stopped') return phase;
  if (phase !== 'finished') return 'active';
  return (totals?.counts.failed ?? 0) > 0 ? 'failures' : 'well';
}

/** The end of a run in a word; empty if it ran to its end. */
export function endText(folder: RunFolder): string {
  const texts: Readonly<Record<RunEnd, string>> = {
    undone: l10n.t('undone'),
    interrupted: l10n.t('interrupted'),
    canceled: l10n.t('canceled'),
    stopped: l10n.t('stopped'),
    active: l10n.t('in progress'),
    failures: '',
    well: '',
  };
  return texts[endOf(folder)];
}

/** Files, failures, bytes and time of a run, each as a phrase. Empty while it is in progress. */
export function runFigures({ record: { totals, elapsedSeconds, undone, undoneFiles = 0 } }: RunFolder): string[] {
  if (!totals) return [];
  const { files, counts, bytesIn, bytesOut, keptBytes = 0 } = totals;
  const failed = counts.failed > 0 ? [formatMessage(l10n.t('{0, plural, one {# failed} other {# failed}}'), counts.failed)] : [];
  const taken = undoneFiles > 0 && !undone ? [formatMessage(l10n.t('{0, plural, one {# undone} other {# undone}}'), undoneFiles)] : [];
  const time = elapsedSeconds > 0 ? [formatDuration(elapsedSeconds)] : [];
  const bytes = bytesIn > 0 ? [`${formatBytes(bytesIn)} → ${formatBytes(bytesOut)}`] : [];
  const space = keptBytes > 0 ? [l10n.t('keeps {0} of originals', formatBytes(keptBytes))] : [];
  return [fileCount(files), ...failed, ...taken, ...bytes, ...time, ...space];
}

/** The figures of a run in one line. */
export function figuresText(folder: RunFolder): string {
  return formatList(runFigures(folder), 'narrow');
}

function hasLeft({ record: { totals, phase, undone } }: RunFolder): boolean {
  if (undone || !totals || phase === 'finished') return false;
  const { counts, files } = totals;
  return files - counts.done - counts.kept - counts.skipped - counts.failed > 0;
}

/** Whether a run can go on with files that it did not reach. */
export function canResume(folder: RunFolder): boolean {
  return folder.record.request !== undefined && hasLeft(folder);
}

/** What can be done with a run. @param undoable whether it can be undone */
export function actionsFor(folder: RunFolder, undoable: boolean): HistoryAction[] {
  const { request, undone, totals } = folder.record;
  const applies: Readonly<Record<HistoryAction, boolean>> = {
    show: true,
    resume: canResume(folder),
    undo: undoable,
    redo: request !== undefined && undone,
    retry: request !== undefined && (totals?.counts.failed ?? 0) > 0,
    again: request !== undefined && !undone,
    compare: endOf(folder) !== 'active',
    save: request !== undefined,
  };
  return historyActions.filter((action) => applies[action]);
}
