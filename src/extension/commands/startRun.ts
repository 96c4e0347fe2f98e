import * as vscode from 'vscode';
import { type Destination, resizeProfile, type Size, sizeLabel } from '../../shared/presets';
import { type ProfileFault, parseProfile } from '../../shared/recipe';
import { settingSection } from '../contributions';
import type { RunController } from '../runController';
import { profiles } from '../settings';

const { l10n } = vscode;

function placePhrase(destination: Destination): string {
  if (destination.kind === 'replace') return l10n.t('Replacing the originals');
  return destination.kind === 'beside' ? l10n.t('Beside the originals') : l10n.t('Into {0}', destination.folder);
}

function sizePhrase(size: Size): string {
  if ('percent' in size) return `${size.percent}%`;
  if ('longEdge' in size) return `${size.longEdge} px`;
  return 'width' in size || 'height' in size ? sizeLabel(size).replace('x', ' × ') : sizeLabel(size);
}

/** Resizes a selection. */
export function startResize(runs: RunController, selection: readonly vscode.Uri[], size: Size, destination: Destination): Promise<void> {
  const parsed = parseProfile(sizeLabel(size), resizeProfile(size, destination));
  if (!parsed.ok) throw new Error(parsed.faults.map(({ path, message }) => `${path}: ${message}`).join('; '));
  return runs.start({
    selection,
    recipe: parsed.recipe,
    title: l10n.t('Resize to {0}', sizePhrase(size)),
    destination: placePhrase(destination),
  });
}

/** Runs a profile of the settings; a fault in it is shown with its path and an offer to open the settings. */
export async function startProfile(runs: RunController, selection: readonly vscode.Uri[], name: string): Promise<void> {
  const parsed = parseProfile(name, profiles(selection[0])[name], `assetmill.profiles.${name}`);
  if (!parsed.ok) return tellFaults(parsed.faults, selection[0]);
  const { recipe } = parsed;
  const [output] = recipe.outputs;
  const destination: Destination = recipe.replace
    ? { kind: 'replace' }
    : output?.folder === undefined
      ? { kind: 'beside' }
      : { kind: 'folder', folder: output.folder };
  await runs.start({ selection, recipe, title: l10n.t('Profile {0}', name), destination: placePhrase(destination) });
}

/** Shows the first fault with its path and offers the settings; the command does not wait for an answer. */
function tellFaults(faults: readonly ProfileFault[], scope: vscode.Uri | undefined): void {
  const [first] = faults;
  const more = faults.length > 1 ? l10n.t(' (and {0} more)', faults.length - 1) : '';
  void vscode.window
    .showErrorMessage(`${first?.path}: ${first?.message}${more}`, l10n.t('Open Settings'))
    .then((chosen) => chosen && openProfiles(scope));
}

/** Opens the settings.json that holds the profiles which count: the folder's, the workspace's or the user's. */
function openProfiles(scope: vscode.Uri | undefined): Thenable<unknown> {
  const found = vscode.workspace.getConfiguration(settingSection, scope).inspect('profiles');
  const command =
    found?.workspaceFolderValue !== undefined
      ? 'openFolderSettingsFile'
      : found?.workspaceValue !== undefined
        ? 'openWorkspaceSettingsFile'
        : 'openSettingsJson';
  return vscode.commands.executeCommand(`workbench.action.${command}`, { revealSetting: { key: 'assetmill.profiles' } });
}
