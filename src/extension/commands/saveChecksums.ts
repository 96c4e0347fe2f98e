import * as vscode from 'vscode';
import type { DigestedFile } from '../../client/runs/checksumText';
import { fileCount } from '../../shared/values/formatQuantity';
import { shownPath } from '../host/displayPath';
import type { RunQueue } from '../runs/runQueue';
import { checksumList, hashedFiles, usualList } from '../state/hashedFiles';

const { l10n } = vscode;

function askPlace(files: readonly DigestedFile[]): Thenable<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({ defaultUri: usualList(files), title: l10n.t('Save Checksum File'), saveLabel: l10n.t('Save') });
}

/** Says what was written, and what is not in it. */
function announce(place: vscode.Uri, listed: number, failed: number): void {
  const missing = failed > 0 ? ` ${l10n.t('{0} could not be read and are not in it.', fileCount(failed))}` : '';
  const show = failed > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const message = l10n.t('{0} listed in {1}.', fileCount(listed), shownPath(place.fsPath)) + missing;
  void show(message, l10n.t('Open')).then((chosen) => (chosen ? vscode.window.showTextDocument(place) : undefined));
}

/** Save Checksum File...: the digests of the run that is shown, with paths from the file's folder. */
export function saveChecksums(queue: RunQueue) {
  const { store, client } = queue;
  /** @param wanted the place, where a key binding or another extension names it */
  return async (wanted?: unknown): Promise<void> => {
    const files = hashedFiles(store);
    const { failed } = store.totals();
    const place = files && (wanted instanceof vscode.Uri ? wanted : await askPlace(files));
    if (!place) return;
    try {
      const list = checksumList(files, place.fsPath);
      const error = await client.runExclusive({}, async () => (await client.remote()).writeText(list.path, list.text));
      if (error !== undefined) throw new Error(error);
      announce(place, list.files, failed);
    } catch (error) {
      queue.tell(error);
    }
  };
}
