import * as vscode from 'vscode';
import { thumbnailProfile } from '../../shared/recipe/commandProfiles';
import { chooseThumbnailSize } from '../prompts/operationPicks';
import type { RunController } from '../runs/processController';
import { imageCommand } from './imageCommand';

const { l10n } = vscode;

/** Make Thumbnails...: small PNGs. */
export function makeThumbnails(runs: RunController, memento: vscode.Memento) {
  const title = l10n.t('Make Thumbnails');
  return imageCommand(runs, memento, title, async () => {
    const size = await chooseThumbnailSize(title);
    if (size === undefined) return undefined;
    return {
      title: l10n.t('Thumbnails of {0} px', size),
      besideExample: `photo-${size}.png`,
      name: 'thumbnails',
      profile: (destination) => thumbnailProfile(size, destination),
    };
  });
}
