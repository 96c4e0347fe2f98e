import * as vscode from 'vscode';
import type { RunFolder } from '../../client/store/runFolder';
import { startOfRun } from '../../client/store/runRecord';
import { formatDate } from '../../shared/values/formatDate';
import { actionsFor, endText, figuresText, type HistoryAction } from './historyActions';

const { l10n } = vscode;

export interface HistoryChoice {
  readonly folder: RunFolder;
  readonly action: HistoryAction;
}

interface HistoryItem extends vscode.QuickPickItem {
  readonly folder: RunFolder;
}

function historyItem(folder: RunFolder): HistoryItem {
  const { id, title } = folder.record;
  const description = [formatDate(startOfRun(id) ?? 0), endText(folder)].filter(Boolean).join(' · ');
  return { folder, label: title, description, detail: figuresText(folder) };
}

/** Lets the user choose a run. Undefined when the user canceled. */
export async function pickRun(runs: readonly RunFolder[], options: vscode.QuickPickOptions): Promise<RunFolder | undefined> {
  const picked = await vscode.window.showQuickPick(runs.map(historyItem), { ...options, matchOnDescription: true, matchOnDetail: true });
  return picked?.folder;
}

function actionTexts(): Readonly<Record<HistoryAction, Pick<vscode.QuickPickItem, 'label' | 'detail'>>> {
  return {
    show: { label: l10n.t('Show in Panel') },
    resume: { label: l10n.t('Resume'), detail: l10n.t('Process the remaining files.') },
    undo: { label: l10n.t('Undo'), detail: l10n.t('Restore replaced files, and remove new ones.') },
    redo: { label: l10n.t('Redo'), detail: l10n.t('Make the undone outputs again.') },
    retry: { label: l10n.t('Retry Failed Files') },
    again: { label: l10n.t('Run Again'), detail: l10n.t('Process the files that are not up to date.') },
    compare: { label: l10n.t('Compare with Another Run...'), detail: l10n.t('Show both runs side by side.') },
    save: { label: l10n.t('Save as Profile...'), detail: l10n.t("Save the run's recipe as a profile in the settings.") },
  };
}

/** Lets the user choose a run, and what to do with it. Undefined when the user canceled. @param undoable ids of the runs that can be undone */
export async function pickFromHistory(runs: readonly RunFolder[], undoable: ReadonlySet<string>): Promise<HistoryChoice | undefined> {
  if (runs.length === 0) {
    void vscode.window.showInformationMessage(l10n.t('No runs are on record for this workspace.'));
    return undefined;
  }
  const title = l10n.t('Run History');
  const folder = await pickRun(runs, { title, placeHolder: l10n.t('Choose a run') });
  if (!folder) return undefined;
  const texts = actionTexts();
  const items = actionsFor(folder, undoable.has(folder.record.id)).map((action) => ({ ...texts[action], action }));
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: folder.record.title });
  return chosen && { folder, action: chosen.action };
}
