import * as vscode from 'vscode';
import { exampleProfiles } from '../../shared/recipe/exampleProfiles';
import { profiles } from '../host/settings';
import { explorerSelection, pickFolder } from '../prompts/selection';
import { chooseProfile } from '../prompts/sizeAndDestinationPicks';
import type { RunController } from '../runs/processController';
import { profileRequest } from './startRun';

const { l10n } = vscode;

/** Says that what the workspace holds does not count; the command goes on with the examples. */
function tellUntrusted(): void {
  const message = l10n.t('Profiles of this workspace count only when it is trusted, since they can name folders to write to.');
  void vscode.window
    .showInformationMessage(message, l10n.t('Manage Workspace Trust'))
    .then((chosen) => chosen && vscode.commands.executeCommand('workbench.trust.manage'));
}

/** Run Profile...: a profile of the settings, or one of the examples, over the selection. */
export function runProfile(runs: RunController) {
  return async (clicked?: unknown, selected?: unknown): Promise<void> => {
    const selection = explorerSelection(clicked, selected) ?? (await pickFolder(l10n.t('Run Profile')));
    if (!selection) return;
    const own = profiles(selection[0]);
    if (Object.keys(own).length === 0 && !vscode.workspace.isTrusted) tellUntrusted();
    const choice = await chooseProfile(own, exampleProfiles());
    const request = choice?.kind === 'profile' ? profileRequest(selection, choice.name) : undefined;
    if (request) await runs.start(request);
  };
}
