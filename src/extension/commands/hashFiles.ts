import * as vscode from 'vscode';
import { type DigestAlgorithm, digestAlgorithms } from '../../shared/checksums/digestAlgorithms';
import { mementoKeys } from '../host/ids';
import { chooseAlgorithms } from '../prompts/operationPicks';
import { explorerSelection, pickFolder } from '../prompts/selection';
import type { InspectController } from '../runs/inspectController';

const { l10n } = vscode;

/** What was chosen last, as far as it is known. */
function lastAlgorithms(memento: vscode.Memento): readonly DigestAlgorithm[] {
  const last = memento.get<readonly unknown[]>(mementoKeys.algorithms) ?? [];
  const known = digestAlgorithms.filter((algorithm) => last.includes(algorithm));
  return known.length > 0 ? known : [digestAlgorithms[0]];
}

/** Hash Files...: digests of all files of a selection, in the panel. */
export function hashFiles(reads: InspectController, memento: vscode.Memento) {
  return async (clicked?: unknown, selected?: unknown): Promise<void> => {
    const title = l10n.t('Hash Files');
    const selection = explorerSelection(clicked, selected) ?? (await pickFolder(title, l10n.t('Folder whose files are meant')));
    const algorithms = selection && (await chooseAlgorithms(title, lastAlgorithms(memento)));
    if (!algorithms) return;
    await memento.update(mementoKeys.algorithms, algorithms);
    await reads.hash(selection, algorithms);
  };
}
