import * as vscode from 'vscode';
import { runName, type UndoableRun } from '../../client/store/undoableRun';
import type { GroupsView } from '../../shared/protocol/groupsProtocol';
import type { UndoReport } from '../../shared/run/run';
import { formatList } from '../../shared/values/formatList';
import { formatMessage } from '../../shared/values/formatMessage';
import { fileCount, formatBytes, formatCount, groupCount } from '../../shared/values/formatQuantity';
import { displayPath } from '../host/displayPath';
import type { RunStore } from '../state/runStore';
import type { RunPanel } from './runPanel';
import { runSummary } from './runSummary';

/** Notifications about results that the panel does not show. */

const { l10n } = vscode;

/** Announces the end of a run, with a button that opens the panel. */
export function announceEnd(store: RunStore, panel: RunPanel): void {
  if (!store.run) return;
  const totals = store.totals();
  const { kind, title, message, phase } = store.run;
  const summary = runSummary(kind, totals);
  const text = message ? l10n.t('{0}: {1}. {2}', title, summary, message) : l10n.t('{0}: {1}', title, summary);
  const bad = (['failed', 'missing'] as const).find((status) => totals[status] > 0);
  const show = bad || phase === 'stopped' ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  void show(text, bad ? l10n.t('Show Failures') : l10n.t('Show Panel')).then((chosen) => chosen && panel.show(bad ?? 'all'));
}

/** Announces that a plan can be seen, with a button that opens the panel. */
export function announcePlan({ run }: RunStore, panel: RunPanel): void {
  const shown = vscode.window.showInformationMessage(l10n.t('{0}: the plan is ready.', run?.title ?? ''), l10n.t('Show Panel'));
  void shown.then((chosen) => chosen && panel.show('all'));
}

/** Announces the result of a search for duplicates, with a button that opens the panel. */
export function announceDuplicates({ run }: RunStore, panel: RunPanel, { groups, files, removable }: GroupsView): void {
  const found =
    groups === 0
      ? l10n.t('no duplicates found.')
      : l10n.t('{0} in {1}. Removing duplicates would free {2}.', fileCount(files), groupCount(groups), formatBytes(removable.bytes));
  const shown = vscode.window.showInformationMessage(l10n.t('{0}: {1}', run?.title ?? '', found), l10n.t('Show Panel'));
  void shown.then((chosen) => chosen && panel.show('all'));
}

/**
 * Announces that the run to undo cannot be undone.
 * @param newest the newest run that can be undone, if there is one
 */
export function announceNoUndo(newest: UndoableRun | undefined): void {
  const text = newest
    ? l10n.t('This run has already been undone, or {0} must be undone first.', runName(newest))
    : l10n.t('There is no run to undo.');
  void vscode.window.showInformationMessage(text);
}

/** Announces what an undo changed, and the first file that it refused to change. */
export function announceUndo(report: UndoReport): void {
  const { restored, removed, refused } = report;
  const parts = [
    restored > 0 ? formatMessage(l10n.t('{0, plural, one {# original restored} other {# originals restored}}'), restored) : '',
    removed > 0 ? formatMessage(l10n.t('{0, plural, one {# new file removed} other {# new files removed}}'), removed) : '',
  ].filter((part) => part !== '');
  const done = parts.length > 0 ? l10n.t('Undone: {0}.', formatList(parts, 'narrow')) : l10n.t('Nothing was undone.');
  const [first] = refused;
  if (!first) {
    const nothingLeft = l10n.t('There was nothing left to undo: the outputs no longer exist.');
    void vscode.window.showInformationMessage(parts.length > 0 ? done : nothingLeft);
    return;
  }
  const more = refused.length > 1 ? l10n.t(' (and {0} more)', formatCount(refused.length - 1)) : '';
  void vscode.window.showWarningMessage(`${done} ${l10n.t('{0}: {1}', displayPath(first.path) + more, first.message)}`);
}
