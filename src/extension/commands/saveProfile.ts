import * as vscode from 'vscode';
import type { Profile } from '../../shared/recipe/recipe';
import { mementoKeys } from '../host/ids';
import { saveAsProfile } from '../prompts/saveAsProfile';

const { l10n } = vscode;

/** Save Last Run as Profile...: adds the profile of the last run to the settings, under a name. */
export function saveProfileCommand(memento: vscode.Memento) {
  return async (): Promise<void> => {
    const profile = memento.get<Profile>(mementoKeys.profile);
    if (profile) await saveAsProfile(profile);
    else void vscode.window.showInformationMessage(l10n.t('There is no run to save as a profile yet.'));
  };
}
