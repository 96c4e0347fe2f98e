import * as vscode from 'vscode';
import { exampleProfiles } from '../../shared/recipe/exampleProfiles';
import { type Destination, resizeProfile, type Size, sizeLabel } from '../../shared/recipe/presets';
import type { Profile, Recipe } from '../../shared/recipe/recipe';
import { isWorkspaceProfile, profiles } from '../host/settings';
import { showProfileErrors } from '../prompts/showProfileErrors';
import type { RunRequest } from '../runs/runRequest';

const { l10n } = vscode;

function destinationPhrase({ replace, outputs }: Recipe): string {
  if (replace) return l10n.t('Replacing the originals');
  const folders = new Set(outputs.map(({ folder }) => folder));
  const [folder] = folders;
  return folder === undefined || folders.size > 1 ? l10n.t('Beside the originals') : l10n.t('Into {0}', folder);
}

function sizePhrase(size: Size): string {
  if ('percent' in size) return `${size.percent}%`;
  if ('longEdge' in size) return `${size.longEdge} px`;
  if ('megapixels' in size) return `${size.megapixels} MP`;
  return 'width' in size || 'height' in size ? sizeLabel(size).replace('x', ' × ') : sizeLabel(size);
}

/** A profile to run on a selection. */
export interface ProfileRun {
  readonly selection: readonly vscode.Uri[];
  /** What the run does, such as `Convert to WebP`. */
  readonly title: string;
  /** Not validated. */
  readonly profile: unknown;
  /** The value of the token `{profile}` in names. */
  readonly name: string;
  /** Path of the profile in errors; default: its name. */
  readonly path?: string;
}

/** Parses a profile into a request. If it has errors, shows them and returns undefined. */
export async function makeRunRequest({ selection, title, profile, name, path = name }: ProfileRun): Promise<RunRequest | undefined> {
  const { parseProfile } = await import('../../shared/recipe/recipeParser');
  const parsed = parseProfile(name, profile, path);
  if (!parsed.ok) {
    showProfileErrors(parsed.errors, selection[0]);
    return undefined;
  }
  return { selection, recipe: parsed.recipe, profile: profile as Profile, title, destination: destinationPhrase(parsed.recipe) };
}

/** A request to resize a selection. */
export function resizeRequest(selection: readonly vscode.Uri[], size: Size, destination: Destination): Promise<RunRequest | undefined> {
  const title = l10n.t('Resize to {0}', sizePhrase(size));
  return makeRunRequest({ selection, title, profile: resizeProfile(size, destination), name: sizeLabel(size) });
}

/** A request to run a profile of the settings or, if they have none with this name, an example. */
export async function profileRequest(selection: readonly vscode.Uri[], name: string): Promise<RunRequest | undefined> {
  const configured = profiles(selection[0]);
  const profile = Object.hasOwn(configured, name) ? configured[name] : exampleProfiles()[name];
  const request = await makeRunRequest({
    selection,
    title: l10n.t('Profile {0}', name),
    profile,
    name,
    path: `assetmill.profiles.${name}`,
  });
  return request && { ...request, restricted: isWorkspaceProfile(name, selection[0]) };
}
