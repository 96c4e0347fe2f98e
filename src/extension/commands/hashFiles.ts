import * as vscode from 'vscode';
import { type DigestAlgorithm, digestAlgorithms } from '../../shared/checksums/digestAlgorithms';
import { mementoKeys } from '../host/ids';
import { pickAlgorithms } from '../prompts/operationPicks';
import { selectionCommand } from '../prompts/selection';
import type { InspectController } from '../runs/inspectController';

const { l10n } = vscode;

/** The previous answer, without algorithms that no longer exist. */
function lastAlgorithms(memento: vscode.Memento): readonly DigestAlgorithm[] {
  const last = memento.get<readonly unknown[]>(mementoKeys.algorithms) ?? [];
  const known = digestAlgorithms.filter((algorithm) => last.includes(algorithm));
  return known.length > 0 ? known : [digestAlgorithms[0]];
}

/** Hash Files...: computes digests of all files in a selection. */
export function hashFilesCommand(inspections: InspectController, memento: vscode.Memento) {
  const title = l10n.t('Hash Files');
  return selectionCommand({
    title,
    placeHolder: l10n.t('Choose a folder to hash'),
    async run(selection) {
      const algorithms = await pickAlgorithms(title, lastAlgorithms(memento));
      if (!algorithms) return;
      await memento.update(mementoKeys.algorithms, algorithms);
      await inspections.hash(selection, algorithms);
    },
  });
}
