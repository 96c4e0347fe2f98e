import * as vscode from 'vscode';
import type { Profile } from '../../shared/recipe/recipe';
import { mementoKeys } from '../host/ids';
import { addProfile, profiles } from '../host/settings';
import { openProfiles } from '../prompts/profileFaults';

const { l10n } = vscode;

/** Save Last Run as Profile...: gives what was done last a name in the settings. */
export function saveProfile(memento: vscode.Memento) {
  return async (): Promise<void> => {
    const profile = memento.get<Profile>(mementoKeys.profile);
    if (!profile) {
      void vscode.window.showInformationMessage(l10n.t('There was no run yet whose steps could be saved.'));
      return;
    }
    const scope = vscode.workspace.workspaceFolders?.[0]?.uri;
    const known = profiles(scope);
    const name = await vscode.window.showInputBox({
      title: l10n.t('Save Last Run as Profile'),
      prompt: l10n.t('Name of the profile, as Run Profile... will show it'),
      validateInput: (text) => {
        if (text.trim() === '') return l10n.t('Type a name.');
        return Object.hasOwn(known, text.trim()) ? l10n.t('There is a profile of this name.') : undefined;
      },
    });
    if (name === undefined) return;
    await addProfile(name.trim(), profile, scope);
    const edit = l10n.t('Edit Profiles');
    const chosen = vscode.window.showInformationMessage(l10n.t('The profile {0} was added to the settings.', name.trim()), edit);
    void chosen.then((action) => (action ? openProfiles(scope, name.trim()) : undefined));
  };
}
