import * as vscode from 'vscode';

/** Asks for any folder on the disk, in a dialog that starts in the workspace. Returns its path. */
export async function showFolderDialog(title: string): Promise<string | undefined> {
  const defaultUri = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [folder] =
    (await vscode.window.showOpenDialog({
      title,
      canSelectFiles: false,
      canSelectFolders: true,
      ...(defaultUri && { defaultUri }),
      openLabel: vscode.l10n.t('Choose Folder'),
    })) ?? [];
  return folder?.fsPath;
}
