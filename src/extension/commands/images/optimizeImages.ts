import * as vscode from 'vscode';
import { optimizeProfile } from '../../../shared/recipe/commandProfiles';
import { pickOptimization } from '../../prompts/operationPicks';
import { type ImageCommandContext, imageCommand } from './imageCommand';

/** Optimize Images...: smaller files, without loss or at a lower quality. */
export function optimizeImagesCommand(context: ImageCommandContext) {
  const title = vscode.l10n.t('Optimize Images');
  return imageCommand(context, title, async (selection) => {
    const optimization = await pickOptimization(title);
    if (optimization === 'tune') await context.tuner.open(title, 'optimize', selection);
    if (optimization === undefined || optimization === 'tune') return undefined;
    const { quality } = optimization;
    return {
      title,
      besideExample: 'photo-optimized.jpg',
      name: 'optimize',
      folderDetail: vscode.l10n.t("same names and subfolders; files that can't be made smaller are copied"),
      profile: (destination) => optimizeProfile(destination, { quality, complete: true }),
    };
  });
}
