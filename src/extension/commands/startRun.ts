import * as vscode from 'vscode';
import { exampleProfiles } from '../../shared/recipe/exampleProfiles';
import { parseProfile } from '../../shared/recipe/parseProfile';
import { type Destination, resizeProfile, type Size, sizeLabel } from '../../shared/recipe/presets';
import type { Profile, Recipe } from '../../shared/recipe/recipe';
import { profiles } from '../host/settings';
import { showProfileErrors } from '../prompts/profileFaults';
import type { RunRequest } from '../runs/processController';

/** Requests for runs, made of answers and of profiles. */

const { l10n } = vscode;

function placePhrase({ replace, outputs }: Recipe): string {
  if (replace) return l10n.t('Replacing the originals');
  const folders = new Set(outputs.map(({ folder }) => folder));
  const [folder] = folders;
  return folder === undefined || folders.size > 1 ? l10n.t('Beside the originals') : l10n.t('Into {0}', folder);
}

function sizePhrase(size: Size): string {
  if ('percent' in size) return `${size.percent}%`;
  if ('longEdge' in size) return `${size.longEdge} px`;
  return 'width' in size || 'height' in size ? sizeLabel(size).replace('x', ' × ') : sizeLabel(size);
}

/** What a command asks for; undefined, and told, where the profile has a fault. */
export interface Wish {
  readonly selection: readonly vscode.Uri[];
  readonly title: string;
  readonly profile: unknown;
  /** Fills the token `{profile}`. */
  readonly name: string;
  /** Where the profile stands, for faults. */
  readonly path?: string;
}

export function requestOf({ selection, title, profile, name, path = name }: Wish): RunRequest | undefined {
  const parsed = parseProfile(name, profile, path);
  if (!parsed.ok) {
    showProfileErrors(parsed.errors, selection[0]);
    return undefined;
  }
  return { selection, recipe: parsed.recipe, profile: profile as Profile, title, destination: placePhrase(parsed.recipe) };
}

/** A resize of a selection. */
export function resizeRequest(selection: readonly vscode.Uri[], size: Size, destination: Destination): RunRequest | undefined {
  const title = l10n.t('Resize to {0}', sizePhrase(size));
  return requestOf({ selection, title, profile: resizeProfile(size, destination), name: sizeLabel(size) });
}

/** A profile of the settings or, where they have none of the name, one of the examples. */
export function profileRequest(selection: readonly vscode.Uri[], name: string): RunRequest | undefined {
  const own = profiles(selection[0]);
  const profile = Object.hasOwn(own, name) ? own[name] : exampleProfiles()[name];
  return requestOf({ selection, title: l10n.t('Profile {0}', name), profile, name, path: `assetmill.profiles.${name}` });
}
