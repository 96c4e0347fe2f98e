import * as vscode from 'vscode';
import { optimizeProfile } from '../../shared/recipe/commandProfiles';
import { type ImageCommandContext, imageCommand } from './imageCommand';

/** Optimize Images...: smaller files that look the same. */
export function optimizeImagesCommand(context: ImageCommandContext) {
  const title = vscode.l10n.t('Optimize Images');
  return imageCommand(context, title, async () => ({
    title,
    besideExample: 'photo-optimized.jpg',
    name: 'optimize',
    profile: optimizeProfile,
  }));
}
