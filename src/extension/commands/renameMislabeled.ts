import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { freeNames } from '../../client/runs/freeNames';
import { fileCount } from '../../shared/values/formatQuantity';
import type { RenameWatch } from '../runs/renameWatch';
import type { RunQueue } from '../runs/runQueue';
import type { Mislabeled } from '../state/renames';
import type { RunStore } from '../state/runStore';

const { l10n } = vscode;

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function those<File>(files: readonly File[], holds: (file: File) => Promise<boolean>): Promise<File[]> {
  const held = await Promise.all(files.map(holds));
  return files.filter((_, index) => held[index]);
}

/** Renames files in one edit, which one Undo takes back. Returns those that have their new names. */
async function renameFiles(files: readonly Mislabeled[]): Promise<Mislabeled[]> {
  const edit = new vscode.WorkspaceEdit();
  for (const { from, to } of files) edit.renameFile(vscode.Uri.file(from), vscode.Uri.file(to), { overwrite: false });
  await vscode.workspace.applyEdit(edit);
  // An edit that fails in the middle leaves what it has done: the disk says what that is.
  return those(files, async ({ from, to }) => (await isThere(to)) && !(await isThere(from)));
}

async function rename(store: RunStore, watch: RenameWatch, id: number | undefined): Promise<void> {
  const wanted = store.mislabeled(id);
  const there = await those(wanted, ({ from }) => isThere(from));
  const renamed = await renameFiles(await freeNames(there));
  store.setRenamed(renamed);
  watch.add(renamed);
  const left = wanted.length - renamed.length;
  if (left > 0) void vscode.window.showWarningMessage(l10n.t('Not renamed: {0}. Check the images again to see why.', fileCount(left)));
}

/** Rename: gives mislabeled files of the run that is shown the names that are right. Takes the id of a row, or none for all. */
export function renameMislabeled(queue: RunQueue, watch: RenameWatch) {
  return async (row?: unknown): Promise<void> => {
    const id = typeof row === 'number' ? row : undefined;
    if (queue.store.mislabeled(id).length === 0) {
      void vscode.window.showInformationMessage(l10n.t('There is no mislabeled file. Check Images finds them.'));
      return;
    }
    // Between runs: the rows are those that were shown, and one press of the button ends before the next.
    await queue.after(() => rename(queue.store, watch, id)).catch((error) => void queue.tell(error));
  };
}
