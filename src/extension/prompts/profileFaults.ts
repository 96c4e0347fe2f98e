import * as vscode from 'vscode';
import type { ProfileError } from '../../shared/recipe/profileErrors';
import { settingSection } from '../host/ids';

const { l10n } = vscode;

/** The name of the profile that a fault is in: its path goes on with a key of the profile, or ends. */
function profileOf(error: ProfileError | undefined): string | undefined {
  return /^assetmill\.profiles\.(.+?)(?:\.(?:steps|outputs|overrides|manifest|markup|include|exclude)\b.*|\.\w+)?$/.exec(
    error?.path ?? '',
  )?.[1];
}

/** Shows the first fault with its path and offers the settings; the command does not wait for an answer. */
export function showProfileErrors(errors: readonly ProfileError[], scope: vscode.Uri | undefined): void {
  const [first] = errors;
  const more = errors.length > 1 ? l10n.t(' (and {0} more)', errors.length - 1) : '';
  // What is wrong with the answers to a command is not in the settings.
  const offers = first?.path.startsWith(`${settingSection}.profiles`) ? [l10n.t('Open Settings')] : [];
  void vscode.window
    .showErrorMessage(`${first?.path}: ${first?.message}${more}`, ...offers)
    .then((chosen) => (chosen ? openProfiles(scope, profileOf(first)) : undefined));
}

/** Opens a folder's settings.json at the profiles, or at one of them. */
async function openFolderSettings(folder: vscode.Uri, profile: string | undefined): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, '.vscode', 'settings.json'));
  const text = document.getText();
  const profiles = Math.max(0, text.indexOf(`"${settingSection}.profiles"`));
  const own = profile === undefined ? -1 : text.indexOf(JSON.stringify(profile), profiles);
  const at = document.positionAt(own >= 0 ? own : profiles);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
}

/** Opens the settings.json that holds the profiles which count: the folder's, the workspace's or the user's. */
export async function openProfiles(scope: vscode.Uri | undefined, profile?: string): Promise<void> {
  const found = vscode.workspace.getConfiguration(settingSection, scope).inspect('profiles');
  const folder = scope && vscode.workspace.getWorkspaceFolder(scope)?.uri;
  // Without a workspace file the workspace's settings are those of its one folder.
  if (folder && found?.workspaceFolderValue !== undefined) return openFolderSettings(folder, profile);
  const command = found?.workspaceValue !== undefined ? 'openWorkspaceSettingsFile' : 'openSettingsJson';
  await vscode.commands.executeCommand(`workbench.action.${command}`, { revealSetting: { key: 'assetmill.profiles', edit: true } });
}
