import * as vscode from 'vscode';
import { optimizeProfile } from '../../shared/recipe/commandProfiles';
import type { RunController } from '../runs/processController';
import { imageCommand } from './imageCommand';

const { l10n } = vscode;

/** Optimize Images: smaller files of the same look. */
export function optimizeImages(runs: RunController, memento: vscode.Memento) {
  const title = l10n.t('Optimize Images');
  return imageCommand(runs, memento, title, async () => ({
    title,
    besideExample: 'photo-optimized.jpg',
    name: 'optimize',
    profile: optimizeProfile,
  }));
}
