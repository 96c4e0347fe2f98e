import * as vscode from 'vscode';
import type { Profile } from '../../shared/recipe/recipe';
import { fileCount } from '../../shared/values/formatQuantity';
import { displayPath } from '../host/displayPath';
import { commandIds } from '../host/ids';
import { addProfile, profiles } from '../host/settings';
import { openProfileSettings } from '../prompts/openProfileSettings';
import { globOf } from './pathPatterns';

const { l10n } = vscode;

/** The globs that a profile excludes, with those of further files. */
function withExcluded({ exclude = [], ...profile }: Profile, paths: readonly string[]): Profile {
  return { ...profile, exclude: [...new Set([...exclude, ...paths.map(displayPath).map(globOf)])] };
}

/** Excludes files in the profile of the settings that a run used. If it used none, says how to get one. */
export async function excludeInProfile(profileName: string | undefined, sources: readonly string[]): Promise<void> {
  const scope = sources[0] === undefined ? undefined : vscode.Uri.file(sources[0]);
  const profile = profileName === undefined ? undefined : (profiles(scope)[profileName] as Profile | undefined);
  if (profileName === undefined || !profile) {
    offerToSave();
    return;
  }
  await addProfile(profileName, withExcluded(profile, sources), scope);
  const edit = l10n.t('Edit Profile');
  const message = l10n.t('The profile {0} now excludes {1}.', profileName, fileCount(sources.length));
  const chosen = await vscode.window.showInformationMessage(message, edit);
  if (chosen === edit) await openProfileSettings(scope, profileName);
}

function offerToSave(): void {
  const save = l10n.t('Save as Profile...');
  const message = l10n.t('This run did not use a profile from your settings. Save it as a profile to exclude files from it.');
  void vscode.window
    .showInformationMessage(message, save)
    .then((chosen) => chosen === save && vscode.commands.executeCommand(commandIds.saveLastRunAsProfile));
}
