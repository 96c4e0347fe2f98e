import * as vscode from 'vscode';
import { selectionCommand } from '../../prompts/selection';
import type { ImageCommandContext } from './imageCommand';

/** Apply Filter...: chosen in the panel, where each filter is drawn on an image of the selection. A quick pick would cover the image. */
export function applyFilterCommand({ tuner }: ImageCommandContext) {
  const title = vscode.l10n.t('Apply Filter');
  return selectionCommand({ title, run: (selection) => tuner.open(title, 'filter', selection) });
}
