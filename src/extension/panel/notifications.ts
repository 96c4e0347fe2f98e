import * as vscode from 'vscode';
import type { GroupsView } from '../../shared/protocol/groupsProtocol';
import { endStatuses, type Totals } from '../../shared/protocol/panelProtocol';
import type { UndoReport } from '../../shared/run/run';
import type { RunKind } from '../../shared/run/runPhase';
import {
  fileCount,
  formatBytes,
  formatCount,
  groupCount,
  newFileCount,
  originalCount,
  savedPercent,
} from '../../shared/values/formatQuantity';
import type { RunStore } from '../state/runStore';
import type { Panel } from './panel';

/** What is told outside the panel: progress while it is hidden, and the end. */

const { l10n } = vscode;

/** Shows a progress notification with Cancel whenever the panel is out of sight, until it is disposed. */
export function showProgressWhileHidden(store: RunStore, panel: Panel, cancel: () => void): vscode.Disposable {
  let close: (() => void) | undefined;
  let over = false;
  const open = () => {
    const options = { location: vscode.ProgressLocation.Notification, title: store.run?.title ?? 'Assetmill', cancellable: true };
    void vscode.window.withProgress(options, (progress, token) => {
      token.onCancellationRequested(cancel);
      const listener = store.onChange(report);
      let told = 0;
      function report(): void {
        const totals = store.totals();
        const { files, failed, progress: share } = totals;
        const ended = endStatuses.reduce((sum, status) => sum + totals[status], 0);
        const failures = failed > 0 ? l10n.t(', {0} failed', formatCount(failed)) : '';
        const figures = l10n.t('{0} of {1}', formatCount(ended), fileCount(files)) + failures;
        const message = store.run?.phase === 'planning' ? (store.run.message ?? l10n.t('Looking for files.')) : figures;
        progress.report({ message, increment: Math.max(0, share * 100 - told) });
        told = Math.max(told, share * 100);
      }
      report();
      return new Promise<void>((resolve) => {
        close = () => {
          listener.dispose();
          resolve();
        };
      });
    });
  };
  const adjust = () => {
    if (over || panel.visible) {
      close?.();
      close = undefined;
    } else if (!close) open();
  };
  const visibility = panel.onVisibility(adjust);
  adjust();
  return {
    dispose() {
      over = true;
      visibility.dispose();
      adjust();
    },
  };
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}

function hashSummary({ done, skipped, failed, canceled, bytesIn }: Totals): string {
  return joined([
    l10n.t('{0} hashed ({1} read)', fileCount(done), formatBytes(bytesIn)),
    skipped > 0 ? l10n.t('{0} skipped', formatCount(skipped)) : '',
    failed > 0 ? l10n.t('{0} failed', formatCount(failed)) : '',
    canceled > 0 ? l10n.t('{0} not done', formatCount(canceled)) : '',
  ]);
}

function verifySummary({ done, skipped, failed, missing, extra, canceled }: Totals): string {
  return joined([
    l10n.t('{0} OK', fileCount(done)),
    failed > 0 ? l10n.t('{0} FAILED', formatCount(failed)) : '',
    missing > 0 ? l10n.t('{0} MISSING', formatCount(missing)) : '',
    extra > 0 ? l10n.t('{0} EXTRA', formatCount(extra)) : '',
    skipped > 0 ? l10n.t('{0} skipped', formatCount(skipped)) : '',
    canceled > 0 ? l10n.t('{0} not done', formatCount(canceled)) : '',
  ]);
}

function processSummary({ done, kept, skipped, failed, canceled, bytesIn, bytesOut }: Totals): string {
  const saved = savedPercent(bytesIn, bytesOut);
  const change =
    saved < 0
      ? l10n.t('{0} → {1}, {2}% larger', formatBytes(bytesIn), formatBytes(bytesOut), -saved)
      : l10n.t('{0} → {1}, {2}% saved', formatBytes(bytesIn), formatBytes(bytesOut), saved);
  return joined([
    done > 0 ? l10n.t('{0} done ({1})', fileCount(done), change) : '',
    kept > 0 ? l10n.t('{0} kept', formatCount(kept)) : '',
    skipped > 0 ? l10n.t('{0} skipped', formatCount(skipped)) : '',
    failed > 0 ? l10n.t('{0} failed', formatCount(failed)) : '',
    canceled > 0 ? l10n.t('{0} not done', formatCount(canceled)) : '',
  ]);
}

function checkSummary({ done, failed, canceled }: Totals): string {
  return joined([
    l10n.t('{0} OK', fileCount(done)),
    failed > 0 ? l10n.t('{0} with a fault', formatCount(failed)) : '',
    canceled > 0 ? l10n.t('{0} not done', formatCount(canceled)) : '',
  ]);
}

/** Of a search that came to no groups. */
function duplicatesSummary({ failed }: Totals): string {
  return failed > 0 ? l10n.t('{0} could not be compared', fileCount(failed)) : l10n.t('no groups');
}

const summaries = {
  process: processSummary,
  hash: hashSummary,
  verify: verifySummary,
  check: checkSummary,
  duplicates: duplicatesSummary,
} satisfies Record<RunKind, unknown>;

/** Tells the end of a run where the panel does not. */
export function announceEnd(store: RunStore, panel: Panel): void {
  if (!store.run) return;
  const totals = store.totals();
  const { kind, title, message, phase } = store.run;
  const text = `${title}: ${[summaries[kind](totals), message].filter(Boolean).join('. ')}`;
  const bad = (['failed', 'missing'] as const).find((status) => totals[status] > 0);
  const show = bad || phase === 'stopped' ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  void show(text, bad ? l10n.t('Show Failures') : l10n.t('Show Panel')).then((chosen) => chosen && panel.show(bad ?? 'all'));
}

/** Tells the end of a search where the panel does not. */
export function announceDuplicates({ run }: RunStore, panel: Panel, { groups, files, going }: GroupsView): void {
  const found =
    groups === 0
      ? l10n.t('nothing goes together.')
      : l10n.t('{0} in {1}; {2} could be freed.', fileCount(files), groupCount(groups), formatBytes(going.bytes));
  const shown = vscode.window.showInformationMessage(`${run?.title}: ${found}`, l10n.t('Show Panel'));
  void shown.then((chosen) => chosen && panel.show('all'));
}

/** Tells what undoing did. */
export function announceUndo(report: UndoReport | undefined): void {
  if (!report) {
    void vscode.window.showInformationMessage(l10n.t('There is no run to undo.'));
    return;
  }
  const { restored, removed, refused } = report;
  const parts = [
    restored > 0 ? l10n.t('{0} restored', originalCount(restored)) : '',
    removed > 0 ? l10n.t('{0} removed', newFileCount(removed)) : '',
  ].filter((part) => part !== '');
  const done = parts.length > 0 ? l10n.t('Undone: {0}.', parts.join(', ')) : l10n.t('Nothing was undone.');
  const [first] = refused;
  if (!first) {
    void vscode.window.showInformationMessage(done);
    return;
  }
  const path = vscode.workspace.asRelativePath(first.path);
  const rest = refused.length > 1 ? l10n.t(' (and {0} more)', refused.length - 1) : '';
  void vscode.window.showWarningMessage(`${done} ${path}${rest}: ${first.message}`);
}
