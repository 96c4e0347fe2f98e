import * as vscode from 'vscode';
import { formatMessage } from '../../shared/values/formatMessage';
import { formatCount, formatDuration, formatPercent } from '../../shared/values/formatQuantity';
import { commandIds } from '../host/ids';
import { progressText } from '../panel/showBackgroundProgress';
import type { RunStore } from '../state/runStore';
import { activityIcon } from './activityIcon';
import { failures } from './unseenFailures';

const { l10n } = vscode;

/** The run in the status bar: its progress, and afterwards its failures until the panel shows them. */
export class RunStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('assetmill.run', vscode.StatusBarAlignment.Left);

  constructor(readonly store: RunStore) {
    this.#item.name = 'Assetmill';
  }

  /** @param unseen number of failures of the last run that the panel has not shown */
  update(unseen: number): void {
    if (this.store.active) this.#showProgress();
    else if (unseen > 0) this.#showFailures(unseen);
    else this.#item.hide();
  }

  #showProgress(): void {
    const { store } = this;
    const totals = store.totals();
    const failed = failures(store);
    const share = store.run?.phase === 'planning' ? '' : ` ${formatPercent(Math.floor(totals.progress * 100))}`;
    const icon = activityIcon(store.run ?? { phase: 'planning' });
    this.#show(`$(${icon}) Assetmill${share}${failed > 0 ? ` $(error) ${formatCount(failed)}` : ''}`, [
      store.run?.title ?? '',
      progressText(store, totals),
      totals.secondsLeft === undefined ? '' : l10n.t('about {0} left', formatDuration(totals.secondsLeft)),
    ]);
    this.#item.backgroundColor = undefined;
    this.#item.command = commandIds.showPanel;
  }

  #showFailures(count: number): void {
    const failed = formatMessage(l10n.t('{0, plural, one {# file failed} other {# files failed}}'), count);
    this.#show(l10n.t('{0}: {1}', '$(error) Assetmill', failed), [this.store.run?.title ?? '', failed]);
    this.#item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
    this.#item.command = { command: commandIds.showPanel, title: '', arguments: ['failed'] };
  }

  #show(text: string, lines: readonly string[]): void {
    const tooltip = [...lines.filter(Boolean), l10n.t('Click to show the panel.')];
    this.#item.text = text;
    this.#item.tooltip = tooltip.join('\n');
    this.#item.accessibilityInformation = { label: ['Assetmill', ...tooltip].join(', ') };
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
