import * as vscode from 'vscode';
import { exampleProfiles } from '../../shared/recipe/exampleProfiles';
import { addProfile, profiles } from '../host/settings';
import { openProfileSettings } from '../prompts/openProfileSettings';

const { l10n } = vscode;

interface ProfileItem extends vscode.QuickPickItem {
  readonly open: () => Thenable<unknown>;
}

function descriptionOf(profile: unknown): { description: string } | undefined {
  const description = (profile as { description?: unknown } | null)?.description;
  return typeof description === 'string' ? { description } : undefined;
}

/** Opens settings.json at a profile. An example is added first. */
export async function editProfile(name: string): Promise<void> {
  const scope = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!Object.hasOwn(profiles(scope), name)) await addProfile(name, exampleProfiles()[name], scope);
  await openProfileSettings(scope, name);
}

/** Edit Profiles...: opens settings.json at a profile. If the user picks an example, adds it first. */
export async function editProfilesCommand(): Promise<void> {
  const scope = vscode.workspace.workspaceFolders?.[0]?.uri;
  const configured = profiles(scope);
  const examples = Object.entries(exampleProfiles()).filter(([name]) => !Object.hasOwn(configured, name));
  const items: (vscode.QuickPickItem | ProfileItem)[] = [
    { label: `$(go-to-file) ${l10n.t('Open settings.json')}`, open: () => openProfileSettings(scope) },
    ...Object.entries(configured).map(([label, profile]) => ({
      label,
      ...descriptionOf(profile),
      open: () => openProfileSettings(scope, label),
    })),
    { label: l10n.t('add an example'), kind: vscode.QuickPickItemKind.Separator },
    ...examples.map(([label, profile]) => ({
      label: `$(add) ${label}`,
      ...descriptionOf(profile),
      open: () => editProfile(label),
    })),
  ];
  const options = { title: l10n.t('Edit Profiles'), placeHolder: l10n.t('Choose a profile to edit'), matchOnDescription: true };
  const picked = await vscode.window.showQuickPick(items, options);
  if (picked && 'open' in picked) await picked.open();
}
