import * as vscode from 'vscode';
import type { Profile } from '../../shared/recipe/recipe';
import { addProfile, type NamedProfiles, profiles } from '../host/settings';
import { openProfileSettings } from './openProfileSettings';

const { l10n } = vscode;

/** Asks for a name that no profile has yet. */
async function inputName(existing: NamedProfiles): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: l10n.t('Save as Profile'),
    prompt: l10n.t('Name of the profile, as shown by Run Profile...'),
    validateInput: (text) => {
      if (text.trim() === '') return l10n.t('Enter a name.');
      return Object.hasOwn(existing, text.trim()) ? l10n.t('A profile with this name already exists.') : undefined;
    },
  });
  return name?.trim();
}

/** Asks for a name, and adds a profile to the settings under it. */
export async function saveAsProfile(profile: Profile): Promise<void> {
  const scope = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = await inputName(profiles(scope));
  if (name === undefined) return;
  await addProfile(name, profile, scope);
  void vscode.window
    .showInformationMessage(l10n.t('The profile {0} was added to the settings.', name), l10n.t('Edit Profile'))
    .then((chosen) => (chosen ? openProfileSettings(scope, name) : undefined));
}
