import * as vscode from 'vscode';
import type { RunFolder } from '../../client/store/runFolder';
import { startOfRun } from '../../client/store/runRecord';
import { formatDate } from '../../shared/values/formatDate';
import { commandIds } from '../host/ids';
import { actionsFor, endOf, endText, type RunEnd, runFigures } from '../prompts/historyActions';
import type { RunHistory } from '../runs/runHistory';
import { formatAge } from './formatAge';

const { l10n } = vscode;

const icons: Readonly<Record<RunEnd, readonly [icon: string, color?: string]>> = {
  well: ['pass', 'testing.iconPassed'],
  failures: ['warning', 'list.warningForeground'],
  stopped: ['error', 'list.errorForeground'],
  canceled: ['circle-slash'],
  interrupted: ['debug-disconnect', 'list.warningForeground'],
  undone: ['discard'],
  active: ['sync'],
};

/** A run of the history, as the view shows it. */
export interface HistoryNode {
  readonly folder: RunFolder;
  readonly undoable: boolean;
}

/** The view History: the runs of this workspace on record, newest first. */
export class HistoryView implements vscode.TreeDataProvider<HistoryNode> {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;

  /** The run that others can be compared with. */
  selectedForCompare: RunFolder | undefined;

  constructor(readonly history: RunHistory) {}

  refresh(): void {
    this.#changed.fire();
  }

  async getChildren(parent?: HistoryNode): Promise<HistoryNode[]> {
    if (parent) return [];
    const runs = await this.history.runs();
    return Promise.all(runs.map(async (folder) => ({ folder, undoable: await this.history.hasUndo(folder) })));
  }

  getTreeItem(node: HistoryNode): vscode.TreeItem {
    const { folder, undoable } = node;
    const { id, title } = folder.record;
    const [icon, color] = icons[endOf(folder)];
    const actions: string[] = actionsFor(folder, undoable);
    const isSelected = id === this.selectedForCompare?.record.id;
    if (this.selectedForCompare && !isSelected && actions.includes('compare')) actions.push('compareWith');
    const selected = isSelected ? l10n.t('selected for compare') : '';
    const item = new vscode.TreeItem(title);
    item.id = id;
    item.description = [selected, formatAge(startOfRun(id) ?? 0), endText(folder), ...runFigures(folder).slice(0, 2)]
      .filter(Boolean)
      .join(' · ');
    item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
    item.tooltip = tooltip(folder);
    item.contextValue = `run ${actions.join(' ')}`;
    item.command = { command: commandIds.historyShow, title: l10n.t('Show in Panel'), arguments: [node] };
    return item;
  }
}

function tooltip(folder: RunFolder): vscode.MarkdownString {
  const { id, title, destination, message } = folder.record;
  const state = endText(folder);
  const text = new vscode.MarkdownString('**').appendText(title).appendMarkdown('**');
  const append = (line: string) => text.appendMarkdown('\n\n').appendText(line);
  append(formatDate(startOfRun(id) ?? 0) + (state && ` (${state})`));
  append(destination);
  for (const figure of runFigures(folder)) text.appendMarkdown('\n- ').appendText(figure);
  if (message !== undefined) append(message);
  return text;
}
