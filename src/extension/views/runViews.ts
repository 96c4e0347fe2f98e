import * as vscode from 'vscode';
import type { RunFolder } from '../../client/store/runFolder';
import { viewIds } from '../host/ids';
import type { RunHistory } from '../runs/runHistory';
import type { RunQueue } from '../runs/runQueue';
import { type Delayed, delayed } from './delayed';
import { type HistoryNode, HistoryView } from './historyView';
import { QueueView } from './queueView';
import { RunStatus } from './runStatus';
import { UnseenFailures } from './unseenFailures';

/** Time in ms after which the views follow a change. The run store changes ten times a second. */
const followMs = 400;

const { l10n } = vscode;

/** What is shown of runs around the panel: the queue, the history, the status bar, and the badge in the activity bar. */
export class RunViews implements vscode.Disposable {
  readonly #queueView: QueueView;
  readonly #historyView: HistoryView;
  readonly #queueTree: vscode.TreeView<unknown>;
  readonly #historyTree: vscode.TreeView<HistoryNode>;
  readonly #unseen: UnseenFailures;
  readonly #status: RunStatus;
  readonly #follow: Delayed;
  readonly #followHistory: Delayed;
  readonly #disposables: readonly { dispose(): void }[];

  constructor(
    readonly queue: RunQueue,
    history: RunHistory,
  ) {
    const { store, panel } = queue;
    this.#queueView = new QueueView(queue);
    this.#historyView = new HistoryView(history);
    this.#queueTree = vscode.window.createTreeView(viewIds.queue, { treeDataProvider: this.#queueView });
    this.#historyTree = vscode.window.createTreeView(viewIds.history, { treeDataProvider: this.#historyView });
    this.#unseen = new UnseenFailures(store, panel);
    this.#status = new RunStatus(store);
    this.#follow = delayed(() => this.#update(), followMs);
    this.#followHistory = delayed(() => this.refreshHistory(), followMs);
    this.#disposables = [
      ...[this.#queueTree, this.#historyTree, this.#unseen, this.#status, this.#follow, this.#followHistory],
      store.onChange(this.#follow),
      panel.onVisibility(this.#follow),
      queue.onDidChange(this.#follow),
      queue.onDidChange(this.#followHistory),
      // Other windows and the command line have runs, too.
      this.#historyTree.onDidChangeVisibility(({ visible }) => visible && this.refreshHistory()),
    ];
    // Only then is it known what an interrupted run has left.
    void history.recover().then(() => this.refreshHistory());
  }

  /** The run that is selected in the history, for a command without one. */
  get selectedRun(): HistoryNode | undefined {
    return this.#historyTree.selection[0];
  }

  /** The run that others can be compared with. */
  get selectedForCompare(): RunFolder | undefined {
    return this.#historyView.selectedForCompare;
  }

  selectForCompare({ folder }: HistoryNode): void {
    this.#historyView.selectedForCompare = folder;
    this.refreshHistory();
  }

  refreshHistory(): void {
    this.#historyView.refresh();
  }

  #update(): void {
    this.#queueView.refresh();
    this.#status.update(this.#unseen.count);
    this.#queueTree.badge = this.#badge();
  }

  /** Failures that nobody has seen come first. */
  #badge(): vscode.ViewBadge | undefined {
    const unseen = this.#unseen.count;
    if (unseen > 0) return { value: unseen, tooltip: l10n.t('Failed files: {0}', unseen) };
    const waiting = this.queue.runs.filter(({ state }) => state === 'waiting').length;
    return waiting > 0 ? { value: waiting, tooltip: l10n.t('Waiting runs: {0}', waiting) } : undefined;
  }

  dispose(): void {
    for (const each of this.#disposables) each.dispose();
  }
}
