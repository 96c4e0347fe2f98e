import * as vscode from 'vscode';
import { thumbnailProfile } from '../../../shared/recipe/commandProfiles';
import { inputThumbnailSize } from '../../prompts/operationPicks';
import { type ImageCommandContext, imageCommand } from './imageCommand';

const { l10n } = vscode;

/** Make Thumbnails...: small PNGs. */
export function makeThumbnailsCommand(context: ImageCommandContext) {
  const title = l10n.t('Make Thumbnails');
  return imageCommand(context, title, async () => {
    const size = await inputThumbnailSize(title);
    if (size === undefined) return undefined;
    return {
      title: l10n.t('Thumbnails of {0} px', size),
      besideExample: `photo-${size}.png`,
      name: 'thumbnails',
      profile: (destination) => thumbnailProfile(size, destination),
    };
  });
}
