import * as vscode from 'vscode';
import type { RunKind } from '../../shared/run/runPhase';
import { commandIds } from '../host/ids';
import { progressText } from '../panel/showBackgroundProgress';
import type { RunQueue } from '../runs/runQueue';
import type { QueuedRun } from '../runs/turns';
import { activityIcon } from './activityIcon';

const { l10n } = vscode;

const kindIcons: Readonly<Record<RunKind, string>> = {
  process: 'file-media',
  hash: 'key',
  verify: 'verified',
  check: 'checklist',
  duplicates: 'files',
};

/** The view Queue: the current run, then those that wait, in order. */
export class QueueView implements vscode.TreeDataProvider<QueuedRun> {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(readonly queue: RunQueue) {}

  refresh(): void {
    this.#changed.fire();
  }

  getChildren(parent?: QueuedRun): QueuedRun[] {
    return parent ? [] : this.queue.runs;
  }

  getTreeItem(run: QueuedRun): vscode.TreeItem {
    const item = new vscode.TreeItem(run.title);
    item.id = String(run.id);
    return Object.assign(item, run.state === 'current' ? this.#current() : this.#waiting(run));
  }

  #current(): Partial<vscode.TreeItem> {
    const { store } = this.queue;
    const run = store.run ?? { phase: 'planning' };
    const { phase } = run;
    const description = phase === 'canceling' ? l10n.t('Canceling.') : progressText(store, store.totals());
    return {
      description,
      tooltip: [store.run?.title, store.run?.destination, description].filter(Boolean).join('\n'),
      iconPath: new vscode.ThemeIcon(activityIcon(run)),
      command: { command: commandIds.showPanel, title: l10n.t('Show Panel') },
      contextValue: `current ${phase}`,
    };
  }

  /** Only what changes something is offered: the first run cannot move up, nor the last one down. */
  #waiting({ id, kind }: QueuedRun): Partial<vscode.TreeItem> {
    const waiting = this.queue.runs.filter(({ state }) => state === 'waiting').map((run) => run.id);
    const moves = [...(id === waiting[0] ? [] : ['up']), ...(id === waiting.at(-1) ? [] : ['down'])];
    return {
      description: l10n.t('waiting'),
      iconPath: new vscode.ThemeIcon(kindIcons[kind]),
      contextValue: ['waiting', ...moves].join(' '),
    };
  }
}
