import * as vscode from 'vscode';
import { chooseProfile } from '../choices';
import type { RunController } from '../runController';
import { explorerSelection, pickFolder } from '../selection';
import { profiles } from '../settings';
import { startProfile } from './startRun';

const { l10n } = vscode;

/** Says why there is nothing to choose from; the command does not wait for an answer. */
function tellNoProfiles(): void {
  if (!vscode.workspace.isTrusted) {
    const message = l10n.t(
      'There are no profiles. Those of this workspace count only when it is trusted, since they can name folders to write to.',
    );
    void vscode.window
      .showInformationMessage(message, l10n.t('Manage Workspace Trust'))
      .then((chosen) => chosen && vscode.commands.executeCommand('workbench.trust.manage'));
    return;
  }
  void vscode.window
    .showInformationMessage(l10n.t('There are no profiles yet. Add one to the setting assetmill.profiles.'), l10n.t('Open Settings'))
    .then((chosen) => chosen && vscode.commands.executeCommand('workbench.action.openSettings', 'assetmill.profiles'));
}

/** Run Profile...: a profile of the settings over the selection. */
export function runProfile(runs: RunController) {
  return async (clicked?: unknown, selected?: unknown): Promise<void> => {
    const pointedAt = explorerSelection(clicked, selected);
    const known = profiles(pointedAt?.[0] ?? vscode.workspace.workspaceFolders?.[0]?.uri);
    if (Object.keys(known).length === 0) return tellNoProfiles();
    const selection = pointedAt ?? (await pickFolder(l10n.t('Run Profile')));
    if (!selection) return;
    const choice = await chooseProfile(profiles(selection[0]));
    if (choice?.kind === 'profile') await startProfile(runs, selection, choice.name);
  };
}
