import * as vscode from 'vscode';
import { stripProfile } from '../../../shared/recipe/commandProfiles';
import { pickMetadataPolicy } from '../../prompts/operationPicks';
import { type ImageCommandContext, imageCommand } from './imageCommand';

/** Strip Metadata...: removes everything, only the location, or everything except the copyright. */
export function stripMetadataCommand(context: ImageCommandContext) {
  const title = vscode.l10n.t('Strip Metadata');
  return imageCommand(context, title, async () => {
    const policy = await pickMetadataPolicy(title);
    if (!policy) return undefined;
    return { title, besideExample: 'photo-stripped.jpg', name: 'strip', profile: (destination) => stripProfile(policy, destination) };
  });
}
