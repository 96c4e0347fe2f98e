import * as vscode from 'vscode';
import type { Totals } from '../../shared/protocol/panelProtocol';
import { endStatuses } from '../../shared/protocol/rowQuery';
import { formatMessage } from '../../shared/values/formatMessage';
import { fileCount, formatCount } from '../../shared/values/formatQuantity';
import type { RunStore } from '../state/runStore';
import type { RunPanel } from './runPanel';

const { l10n } = vscode;

/** Shows the progress of a run as a notification with Cancel whenever the panel is hidden, until it is disposed. */
export function showBackgroundProgress(store: RunStore, panel: RunPanel, cancel: () => void): vscode.Disposable {
  let notification: vscode.Disposable | undefined;
  const adjust = (hidden: boolean) => {
    if (hidden) notification ??= openNotification(store, cancel);
    else {
      notification?.dispose();
      notification = undefined;
    }
  };
  const visibility = panel.onVisibility(() => adjust(!panel.visible));
  adjust(!panel.visible);
  return {
    dispose() {
      visibility.dispose();
      adjust(false);
    },
  };
}

/** Opens a progress notification. Disposing it closes it. */
function openNotification(store: RunStore, cancel: () => void): vscode.Disposable {
  let close = () => {};
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  const options = { location: vscode.ProgressLocation.Notification, title: store.run?.title ?? 'Assetmill', cancellable: true };
  void vscode.window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(cancel);
    let reported = 0;
    const report = () => {
      const totals = store.totals();
      const percent = totals.progress * 100;
      progress.report({ message: progressText(store, totals), increment: Math.max(0, percent - reported) });
      reported = Math.max(reported, percent);
    };
    const listener = store.onChange(report);
    report();
    await closed;
    listener.dispose();
  });
  return { dispose: () => close() };
}

/** How far a run is, such as `435 of 1,000 files, 3 failed`; before it starts, what it does. */
export function progressText({ run }: RunStore, totals: Totals): string {
  if (run?.phase === 'planning') return run.message ?? l10n.t('Searching for files...');
  const ended = formatCount(endStatuses.reduce((sum, status) => sum + totals[status], 0));
  const { files, failed } = totals;
  if (run?.phase === 'paused') return l10n.t('{0} of {1}, paused', ended, fileCount(files));
  if (failed === 0) return l10n.t('{0} of {1}', ended, fileCount(files));
  return formatMessage(l10n.t('{0} of {1}, {2, plural, one {# failed} other {# failed}}'), ended, fileCount(files), failed);
}
