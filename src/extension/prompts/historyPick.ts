import * as vscode from 'vscode';
import type { RunFolder } from '../../client/store/runFolder';
import { startOfRun } from '../../client/store/runRecord';
import { formatDate } from '../../shared/values/formatDate';
import { formatList } from '../../shared/values/formatList';
import { fileCount, formatBytes, formatCount, formatDuration } from '../../shared/values/formatQuantity';

const { l10n } = vscode;

/** What can be done with a run of the history. */
export type HistoryAction = 'show' | 'undo' | 'redo' | 'resume' | 'retry' | 'again';

export interface HistoryChoice {
  readonly folder: RunFolder;
  readonly action: HistoryAction;
}

interface HistoryItem extends vscode.QuickPickItem {
  readonly folder: RunFolder;
}

interface ActionItem extends vscode.QuickPickItem {
  readonly action: HistoryAction;
}

function stateOf({ record, interrupted }: RunFolder): string {
  if (record.undone) return l10n.t('undone');
  if (interrupted || record.phase === 'interrupted') return l10n.t('interrupted');
  if (record.phase === 'canceled') return l10n.t('canceled');
  if (record.phase === 'stopped') return l10n.t('stopped');
  return record.phase === 'finished' ? '' : l10n.t('in progress');
}

function detailOf({ record: { totals, elapsedSeconds } }: RunFolder): string {
  if (!totals) return '';
  const { files, counts, bytesIn, bytesOut, keptBytes = 0 } = totals;
  const failed = counts.failed > 0 ? [l10n.t('{0} failed', formatCount(counts.failed))] : [];
  const bytes = bytesIn > 0 ? [`${formatBytes(bytesIn)} → ${formatBytes(bytesOut)}`] : [];
  const space = keptBytes > 0 ? [l10n.t('keeps {0} of originals', formatBytes(keptBytes))] : [];
  return formatList([fileCount(files), ...failed, ...bytes, formatDuration(elapsedSeconds), ...space], 'narrow');
}

function historyItem(folder: RunFolder): HistoryItem {
  const { id, title } = folder.record;
  const description = [formatDate(startOfRun(id) ?? 0), stateOf(folder)].filter(Boolean).join(' · ');
  return { folder, label: title, description, detail: detailOf(folder) };
}

function hasLeft({ record: { totals, phase, undone } }: RunFolder): boolean {
  if (undone || !totals || phase === 'finished') return false;
  const { counts, files } = totals;
  return files - counts.done - counts.kept - counts.skipped - counts.failed > 0;
}

/** @param undoable ids of the runs that can be undone */
function actionsFor(folder: RunFolder, undoable: ReadonlySet<string>): ActionItem[] {
  const { id, request, undone, totals } = folder.record;
  const all: (ActionItem & { readonly applies: boolean })[] = [
    { action: 'show', label: l10n.t('Show in Panel'), applies: true },
    {
      action: 'resume',
      label: l10n.t('Resume'),
      detail: l10n.t('Process the files that are left.'),
      applies: request !== undefined && hasLeft(folder),
    },
    { action: 'undo', label: l10n.t('Undo'), detail: l10n.t('Restore replaced files, and remove new ones.'), applies: undoable.has(id) },
    {
      action: 'redo',
      label: l10n.t('Redo'),
      detail: l10n.t('Make the outputs again that were undone.'),
      applies: request !== undefined && undone,
    },
    { action: 'retry', label: l10n.t('Retry Failed Files'), applies: request !== undefined && (totals?.counts.failed ?? 0) > 0 },
    {
      action: 'again',
      label: l10n.t('Run Again'),
      detail: l10n.t('Process what is not up to date.'),
      applies: request !== undefined && !undone,
    },
  ];
  return all.filter(({ applies }) => applies);
}

/** Lets the user choose a run, and what to do with it. Undefined when the user canceled. @param undoable ids of the runs that can be undone */
export async function pickFromHistory(runs: readonly RunFolder[], undoable: ReadonlySet<string>): Promise<HistoryChoice | undefined> {
  if (runs.length === 0) {
    void vscode.window.showInformationMessage(l10n.t('No runs are on record for this workspace.'));
    return undefined;
  }
  const title = l10n.t('Run History');
  const options = { title, placeHolder: l10n.t('Choose a run'), matchOnDescription: true, matchOnDetail: true };
  const picked = await vscode.window.showQuickPick(runs.map(historyItem), options);
  if (!picked) return undefined;
  const { folder } = picked;
  const action = await vscode.window.showQuickPick(actionsFor(folder, undoable), { title, placeHolder: picked.label });
  return action && { folder, action: action.action };
}
