import * as vscode from 'vscode';
import { type Likeness, likenesses } from '../../shared/duplicates/grouping';
import type { DuplicatesController } from '../duplicates/duplicatesController';
import { mementoKeys } from '../host/ids';
import { selectionCommand } from '../prompts/selection';

const { l10n } = vscode;

interface LikenessItem extends vscode.QuickPickItem {
  readonly likeness: Likeness;
}

function likenessItem(likeness: Likeness): LikenessItem {
  const texts: Readonly<Record<Likeness, Pick<vscode.QuickPickItem, 'label' | 'description'>>> = {
    bytes: { label: l10n.t('Same bytes'), description: l10n.t('identical files of any type') },
    pixels: { label: l10n.t('Same pixels'), description: l10n.t('images with identical pixels, regardless of metadata') },
    similar: {
      label: l10n.t('Similar images'),
      description: l10n.t('images that look similar: resized, recompressed, or slightly edited'),
    },
  };
  return { ...texts[likeness], likeness };
}

/** The last answer comes first. */
async function pickLikeness(title: string, last: unknown): Promise<Likeness | undefined> {
  const items = likenesses.map(likenessItem).sort((a, b) => Number(b.likeness === last) - Number(a.likeness === last));
  const placeHolder = l10n.t('How should files be matched? Searching changes nothing.');
  return (await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.likeness;
}

/** Find Duplicates...: shows groups of matching files in the panel. */
export function findDuplicatesCommand(duplicates: DuplicatesController, memento: vscode.Memento) {
  const title = l10n.t('Find Duplicates');
  return selectionCommand({
    title,
    placeHolder: l10n.t('Choose a folder to search'),
    async run(selection) {
      const likeness = await pickLikeness(title, memento.get(mementoKeys.likeness));
      if (!likeness) return;
      await memento.update(mementoKeys.likeness, likeness);
      await duplicates.find(selection, likeness);
    },
  });
}
