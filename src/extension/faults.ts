import * as vscode from 'vscode';
import type { ProfileFault } from '../shared/recipe';
import { settingSection } from './contributions';

const { l10n } = vscode;

/** Shows the first fault with its path and offers the settings; the command does not wait for an answer. */
export function tellFaults(faults: readonly ProfileFault[], scope: vscode.Uri | undefined): void {
  const [first] = faults;
  const more = faults.length > 1 ? l10n.t(' (and {0} more)', faults.length - 1) : '';
  // What is wrong with the answers to a command is not in the settings.
  const offers = first?.path.startsWith(`${settingSection}.profiles`) ? [l10n.t('Open Settings')] : [];
  void vscode.window
    .showErrorMessage(`${first?.path}: ${first?.message}${more}`, ...offers)
    .then((chosen) => (chosen ? openProfiles(scope) : undefined));
}

/** Opens a folder's settings.json at the profiles. */
async function openFolderSettings(folder: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, '.vscode', 'settings.json'));
  const at = document.positionAt(Math.max(0, document.getText().indexOf(`"${settingSection}.profiles"`)));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
}

/** Opens the settings.json that holds the profiles which count: the folder's, the workspace's or the user's. */
export async function openProfiles(scope: vscode.Uri | undefined): Promise<void> {
  const found = vscode.workspace.getConfiguration(settingSection, scope).inspect('profiles');
  const folder = scope && vscode.workspace.getWorkspaceFolder(scope)?.uri;
  // Without a workspace file the workspace's settings are those of its one folder.
  if (folder && found?.workspaceFolderValue !== undefined) return openFolderSettings(folder);
  const command = found?.workspaceValue !== undefined ? 'openWorkspaceSettingsFile' : 'openSettingsJson';
  await vscode.commands.executeCommand(`workbench.action.${command}`, { revealSetting: { key: 'assetmill.profiles', edit: true } });
}
