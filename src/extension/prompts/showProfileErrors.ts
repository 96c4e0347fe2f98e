import * as vscode from 'vscode';
import type { ProfileError } from '../../shared/recipe/profileErrors';
import { formatCount } from '../../shared/values/formatQuantity';
import { settingSection } from '../host/ids';
import { openProfileSettings } from './openProfileSettings';

const { l10n } = vscode;

/** The name of the profile that contains an error. In the error's path it is followed by a key of the profile, or by nothing. */
function profileName(error: ProfileError | undefined): string | undefined {
  return /^assetmill\.profiles\.(.+?)(?:\.(?:steps|outputs|overrides|manifest|markup|include|exclude)\b.*|\.\w+)?$/.exec(
    error?.path ?? '',
  )?.[1];
}

/** Shows the first error with its path and offers to open the settings. Does not wait for the answer. */
export function showProfileErrors(errors: readonly ProfileError[], scope: vscode.Uri | undefined): void {
  const [first] = errors;
  const more = errors.length > 1 ? l10n.t(' (and {0} more)', formatCount(errors.length - 1)) : '';
  // Errors in the answers to a command are not in the settings.
  const actions = first?.path.startsWith(`${settingSection}.profiles`) ? [l10n.t('Open Settings')] : [];
  void vscode.window
    .showErrorMessage(l10n.t('{0}: {1}', first?.path ?? '', `${first?.message}${more}`), ...actions)
    .then((chosen) => (chosen ? openProfileSettings(scope, profileName(first)) : undefined));
}
