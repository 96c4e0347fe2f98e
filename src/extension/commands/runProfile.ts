import * as vscode from 'vscode';
import { exampleProfiles } from '../../shared/recipe/exampleProfiles';
import { profiles } from '../host/settings';
import { pickProfile } from '../prompts/recipePicks';
import { selectionCommand } from '../prompts/selection';
import type { ProcessController } from '../runs/processController';
import { profileRequest } from './makeRunRequest';

const { l10n } = vscode;

/** Says why the profiles of the workspace are missing; the command continues with the examples. */
function explainTrust(): void {
  const message = l10n.t('The profiles of this workspace are ignored until you trust it, because they can choose output folders.');
  void vscode.window
    .showInformationMessage(message, l10n.t('Manage Workspace Trust'))
    .then((chosen) => chosen && vscode.commands.executeCommand('workbench.trust.manage'));
}

/** Run Profile...: a profile of the settings or an example. */
export function runProfileCommand(runs: ProcessController) {
  return selectionCommand({
    title: l10n.t('Run Profile'),
    async run(selection) {
      const configured = profiles(selection[0]);
      if (Object.keys(configured).length === 0 && !vscode.workspace.isTrusted) explainTrust();
      const choice = await pickProfile(configured, exampleProfiles());
      const request = choice?.kind === 'profile' ? await profileRequest(selection, choice.name) : undefined;
      if (request) await runs.start(request);
    },
  });
}

/** Runs a profile of the settings or an example by its name, on a folder that the user chooses. */
export function runNamedProfile(runs: ProcessController, name: string): Promise<void> {
  const choose = selectionCommand({
    title: l10n.t('Run Profile {0}', name),
    async run(selection) {
      const request = await profileRequest(selection, name);
      if (request) await runs.start(request);
    },
  });
  return choose();
}
