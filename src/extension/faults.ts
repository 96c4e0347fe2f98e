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
    .then((chosen) => chosen && openProfiles(scope));
}

/** Opens the settings.json that holds the profiles which count: the folder's, the workspace's or the user's. */
export function openProfiles(scope: vscode.Uri | undefined): Thenable<unknown> {
  const found = vscode.workspace.getConfiguration(settingSection, scope).inspect('profiles');
  const command =
    found?.workspaceFolderValue !== undefined
      ? 'openFolderSettingsFile'
      : found?.workspaceValue !== undefined
        ? 'openWorkspaceSettingsFile'
        : 'openSettingsJson';
  return vscode.commands.executeCommand(`workbench.action.${command}`, { revealSetting: { key: 'assetmill.profiles', edit: true } });
}
