import * as vscode from 'vscode';
import type { DigestedFile } from '../../client/runs/checksumText';
import { formatMessage } from '../../shared/values/formatMessage';
import { fileCount } from '../../shared/values/formatQuantity';
import { displayPath } from '../host/displayPath';
import type { RunQueue } from '../runs/runQueue';
import { checksumList, suggestedChecksumPath } from '../state/hashedFiles';
import { shownDigests } from './shownDigests';

const { l10n } = vscode;

function showDialog(files: readonly DigestedFile[]): Thenable<vscode.Uri | undefined> {
  const defaultUri = vscode.Uri.file(suggestedChecksumPath(files));
  return vscode.window.showSaveDialog({ defaultUri, title: l10n.t('Save Checksum File'), saveLabel: l10n.t('Save') });
}

/** Says how many files the checksum file lists, and how many it does not. */
function announceSaved(target: vscode.Uri, listed: number, failed: number): void {
  const missing = failed > 0 ? ` ${l10n.t('Not listed because of errors: {0}.', fileCount(failed))}` : '';
  const show = failed > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const message = formatMessage(
    l10n.t('{0, plural, one {# file is listed} other {# files are listed}} in {1}.'),
    listed,
    displayPath(target.fsPath),
  );
  void show(message + missing, l10n.t('Open')).then((chosen) => (chosen ? vscode.window.showTextDocument(target) : undefined));
}

/** Save Checksum File...: writes the digests of the run shown, with paths relative to the checksum file. */
export function saveChecksumsCommand(queue: RunQueue) {
  const { store, client } = queue;
  /** @param named the path, if a key binding or another extension passes one */
  return async (named?: unknown): Promise<void> => {
    const files = shownDigests(store);
    const { failed } = store.totals();
    const target = files && (named instanceof vscode.Uri ? named : await showDialog(files));
    if (!target) return;
    try {
      const list = checksumList(files, target.fsPath);
      const error = await client.runExclusive({}, async () => (await client.remote()).writeText(list.path, list.text));
      if (error !== undefined) throw new Error(error);
      announceSaved(target, list.files, failed);
    } catch (error) {
      queue.reportError(error);
    }
  };
}
