import * as vscode from 'vscode';
import { exampleProfiles } from '../../shared/recipe/exampleProfiles';
import { addProfile, profiles } from '../host/settings';
import { openProfiles } from '../prompts/profileFaults';

const { l10n } = vscode;

interface ProfileItem extends vscode.QuickPickItem {
  readonly open: () => Thenable<unknown>;
}

function described(profile: unknown): { description: string } | undefined {
  const description = (profile as { description?: unknown } | null)?.description;
  return typeof description === 'string' ? { description } : undefined;
}

/** Edit Profiles: opens settings.json at the profiles; an example is added to them first where one is chosen. */
export async function editProfiles(): Promise<void> {
  const scope = vscode.workspace.workspaceFolders?.[0]?.uri;
  const own = profiles(scope);
  const examples = Object.entries(exampleProfiles()).filter(([name]) => !Object.hasOwn(own, name));
  const items: (vscode.QuickPickItem | ProfileItem)[] = [
    { label: `$(go-to-file) ${l10n.t('Open settings.json')}`, open: () => openProfiles(scope) },
    ...Object.entries(own).map(([label, profile]) => ({ label, ...described(profile), open: () => openProfiles(scope, label) })),
    { label: l10n.t('add an example'), kind: vscode.QuickPickItemKind.Separator },
    ...examples.map(([label, profile]) => ({
      label: `$(add) ${label}`,
      ...described(profile),
      open: () => addProfile(label, profile, scope).then(() => openProfiles(scope, label)),
    })),
  ];
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Edit Profiles'), matchOnDescription: true });
  if (picked && 'open' in picked) await picked.open();
}
