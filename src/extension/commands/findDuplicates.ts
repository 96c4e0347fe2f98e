import * as vscode from 'vscode';
import { type Likeness, likenesses } from '../../shared/duplicates/grouping';
import type { DuplicatesController } from '../duplicates/duplicatesController';
import { mementoKeys } from '../host/ids';
import { explorerSelection, pickFolder } from '../prompts/selection';

const { l10n } = vscode;

interface LikenessItem extends vscode.QuickPickItem {
  readonly likeness: Likeness;
}

const texts: Readonly<Record<Likeness, () => Pick<vscode.QuickPickItem, 'label' | 'description'>>> = {
  bytes: () => ({ label: l10n.t('Same Bytes'), description: l10n.t('files of any kind that are copies to the last byte') }),
  pixels: () => ({ label: l10n.t('Same Pixels'), description: l10n.t('images that show the same, whatever their metadata') }),
  similar: () => ({
    label: l10n.t('Similar Images'),
    description: l10n.t('images that look alike: resized, recompressed, edited a little'),
  }),
};

/** What was searched for last comes first. */
async function chooseLikeness(title: string, last: unknown): Promise<Likeness | undefined> {
  const items = likenesses.map((likeness): LikenessItem => ({ ...texts[likeness](), likeness }));
  const ordered = items.sort((a, b) => Number(b.likeness === last) - Number(a.likeness === last));
  const placeHolder = l10n.t('By what files go together. Nothing is changed by the search.');
  return (await vscode.window.showQuickPick(ordered, { title, placeHolder, matchOnDescription: true }))?.likeness;
}

/** Find Duplicates...: groups of files that go together, in the panel. */
export function findDuplicates(duplicates: DuplicatesController, memento: vscode.Memento) {
  return async (clicked?: unknown, selected?: unknown): Promise<void> => {
    const title = l10n.t('Find Duplicates');
    const selection = explorerSelection(clicked, selected) ?? (await pickFolder(title, l10n.t('Folder whose files are meant')));
    const likeness = selection && (await chooseLikeness(title, memento.get(mementoKeys.likeness)));
    if (!likeness) return;
    await memento.update(mementoKeys.likeness, likeness);
    await duplicates.find(selection, likeness);
  };
}
