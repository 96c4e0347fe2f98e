import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isChecksumName } from '../../shared/checksums/checksumFileNames';
import { explorerSelection } from '../prompts/selection';
import type { InspectController } from '../runs/inspectController';

const { l10n } = vscode;

/** The file of the active editor. */
function activeFile(): vscode.Uri[] | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === 'file' ? [uri] : undefined;
}

/** Of several files that are selected, those that can be meant. */
function listsAmong(files: readonly vscode.Uri[]): readonly vscode.Uri[] {
  return files.length === 1 ? files : files.filter(({ fsPath }) => isChecksumName(basename(fsPath)));
}

/** The files on the disk are compared with the list on the disk, so what is seen has to be there. Returns whether it is. */
async function isSaved(list: vscode.Uri): Promise<boolean> {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === list.toString());
  if (!document?.isDirty) return true;
  const save = l10n.t('Save and Verify');
  const message = l10n.t('{0} has changes that are not saved.', basename(list.fsPath));
  return (await vscode.window.showWarningMessage(message, save)) === save && document.save();
}

/** Verify Checksums: the files of a list that was right-clicked, or is in the active editor. */
export function verifyChecksums(reads: InspectController) {
  return async (clicked?: unknown, selected?: unknown): Promise<void> => {
    const files = explorerSelection(clicked, selected) ?? activeFile();
    if (!files) {
      void vscode.window.showInformationMessage(l10n.t('Open a checksum file, or right-click one in the Explorer.'));
      return;
    }
    const saved: vscode.Uri[] = [];
    for (const list of listsAmong(files)) if (await isSaved(list)) saved.push(list);
    // Lined up at once, so that each but the last, which the panel goes on showing, is told by a message.
    await Promise.all(saved.map((list) => reads.verify(list)));
  };
}
