import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isChecksumName } from '../../shared/checksums/checksumFileNames';
import { explorerSelection } from '../prompts/selection';
import type { InspectController } from '../runs/inspectController';

const { l10n } = vscode;

/** The file in the active editor. */
function activeFile(): vscode.Uri[] | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === 'file' ? [uri] : undefined;
}

/** The checksum files among several selected files; a single file is taken as one whatever its name. */
function checksumFilesAmong(files: readonly vscode.Uri[]): readonly vscode.Uri[] {
  return files.length === 1 ? files : files.filter(({ fsPath }) => isChecksumName(basename(fsPath)));
}

/** The file on disk is verified, so unsaved changes are saved first if the user agrees. Returns whether the file is saved. */
async function ensureSaved(list: vscode.Uri): Promise<boolean> {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === list.toString());
  if (!document?.isDirty) return true;
  const save = l10n.t('Save and Verify');
  const message = l10n.t('{0} has unsaved changes.', basename(list.fsPath));
  return (await vscode.window.showWarningMessage(message, save)) === save && document.save();
}

/** Verify Checksums: the selected checksum files, or the one in the active editor. */
export function verifyChecksumsCommand(inspections: InspectController) {
  return async (clicked?: unknown, selected?: unknown): Promise<void> => {
    const files = explorerSelection(clicked, selected) ?? activeFile();
    if (!files) {
      void vscode.window.showInformationMessage(l10n.t('Open a checksum file first, or right-click one in the Explorer.'));
      return;
    }
    const saved: vscode.Uri[] = [];
    for (const list of checksumFilesAmong(files)) if (await ensureSaved(list)) saved.push(list);
    // All are queued at once, so that all but the last one, which stays in the panel, are announced.
    await Promise.all(saved.map((list) => inspections.verify(list)));
  };
}
