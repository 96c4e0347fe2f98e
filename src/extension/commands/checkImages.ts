import * as vscode from 'vscode';
import { selectionCommand } from '../prompts/selection';
import type { InspectController } from '../runs/inspectController';

/** Check Images: finds damaged and mislabeled images in a selection. */
export function checkImagesCommand(inspections: InspectController) {
  return selectionCommand({
    title: vscode.l10n.t('Check Images'),
    run: (selection) => inspections.check(selection),
  });
}
