import * as vscode from 'vscode';
import { chooseProfile } from '../choices';
import type { RunController } from '../runController';
import { explorerSelection, pickFolder } from '../selection';
import { profiles } from '../settings';
import { startProfile } from './startRun';

/** Run Profile...: a profile of the settings over the selection. */
export function runProfile(runs: RunController) {
  return async (clicked?: unknown, selected?: unknown): Promise<void> => {
    const selection = explorerSelection(clicked, selected) ?? (await pickFolder());
    if (!selection) return;
    const known = profiles(selection[0]);
    if (Object.keys(known).length === 0) {
      void vscode.window
        .showInformationMessage(
          vscode.l10n.t('There are no profiles yet. Add one to the setting assetmill.profiles.'),
          vscode.l10n.t('Open Settings'),
        )
        .then((chosen) => chosen && vscode.commands.executeCommand('workbench.action.openSettings', 'assetmill.profiles'));
      return;
    }
    const choice = await chooseProfile(known);
    if (choice?.kind === 'profile') await startProfile(runs, selection, choice.name);
  };
}
