import * as vscode from 'vscode';
import { explorerSelection, pickFolder } from '../prompts/selection';
import type { InspectController } from '../runs/inspectController';

/** Check Images: what is wrong with the images of a selection, in the panel. */
export function checkImages(reads: InspectController) {
  return async (clicked?: unknown, selected?: unknown): Promise<void> => {
    const selection = explorerSelection(clicked, selected) ?? (await pickFolder(vscode.l10n.t('Check Images')));
    if (selection) await reads.check(selection);
  };
}
