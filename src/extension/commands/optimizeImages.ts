import * as vscode from 'vscode';
import { optimiseProfile } from '../../shared/recipe/commandProfiles';
import type { RunController } from '../runs/processController';
import { imageCommand } from './imageCommand';

const { l10n } = vscode;

/** Optimise Images: smaller files of the same look. */
export function optimiseImages(runs: RunController, memento: vscode.Memento) {
  const title = l10n.t('Optimise Images');
  return imageCommand(runs, memento, title, async () => ({
    title,
    besideExample: 'photo-optimised.jpg',
    name: 'optimise',
    profile: optimiseProfile,
  }));
}
