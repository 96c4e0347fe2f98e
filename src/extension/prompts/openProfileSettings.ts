import * as vscode from 'vscode';
import { settingSection } from '../host/ids';

/** Opens a folder's settings.json at the profiles, or at one of them. */
async function openFolderSettings(folder: vscode.Uri, profile: string | undefined): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, '.vscode', 'settings.json'));
  const text = document.getText();
  const profiles = Math.max(0, text.indexOf(`"${settingSection}.profiles"`));
  const named = profile === undefined ? -1 : text.indexOf(JSON.stringify(profile), profiles);
  const position = document.positionAt(named >= 0 ? named : profiles);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position) });
}

/** Opens the settings.json that contains the profiles in effect: that of the folder, the workspace or the user. */
export async function openProfileSettings(scope: vscode.Uri | undefined, profile?: string): Promise<void> {
  const found = vscode.workspace.getConfiguration(settingSection, scope).inspect('profiles');
  const folder = scope && vscode.workspace.getWorkspaceFolder(scope)?.uri;
  // Without a workspace file, the settings of the workspace are those of its only folder.
  if (folder && found?.workspaceFolderValue !== undefined) return openFolderSettings(folder, profile);
  const command = found?.workspaceValue !== undefined ? 'openWorkspaceSettingsFile' : 'openSettingsJson';
  await vscode.commands.executeCommand(`workbench.action.${command}`, { revealSetting: { key: 'assetmill.profiles', edit: true } });
}
