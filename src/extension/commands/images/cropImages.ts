import * as vscode from 'vscode';
import { cropProfile } from '../../../shared/recipe/commandProfiles';
import { pickAspectRatio } from '../../prompts/cropPick';
import { type ImageCommandContext, imageCommand } from './imageCommand';

const { l10n } = vscode;

/** Crop Images...: to an aspect ratio. */
export function cropImagesCommand(context: ImageCommandContext) {
  const title = l10n.t('Crop Images');
  return imageCommand(context, title, async () => {
    const ratio = await pickAspectRatio(title);
    if (ratio === undefined) return undefined;
    return {
      title: l10n.t('Crop to {0}', ratio),
      besideExample: `photo-${ratio.replace(':', 'x')}.jpg`,
      name: 'crop',
      profile: (destination) => cropProfile(ratio, destination),
    };
  });
}
