import * as vscode from 'vscode';
import { freeNames } from '../../client/runs/freeNames';
import { fileCount } from '../../shared/values/formatQuantity';
import { filterAsync, pathExists } from '../host/existingFiles';
import type { RenameWatch } from '../runs/renameWatch';
import type { RunQueue } from '../runs/runQueue';
import type { Mislabeled } from '../state/mislabeledFiles';
import { rowIds } from '../state/rowIds';
import type { RunStore } from '../state/runStore';

const { l10n } = vscode;

/** Renames files in one edit, so that one Undo restores their names. Returns the files that were renamed. */
async function renameFiles(files: readonly Mislabeled[]): Promise<Mislabeled[]> {
  const edit = new vscode.WorkspaceEdit();
  for (const { from, to } of files) edit.renameFile(vscode.Uri.file(from), vscode.Uri.file(to), { overwrite: false });
  await vscode.workspace.applyEdit(edit);
  // VS Code does not roll back an edit that fails halfway, so the disk is checked.
  return filterAsync(files, async ({ from, to }) => (await pathExists(to)) && !(await pathExists(from)));
}

async function renameMislabeled(store: RunStore, watch: RenameWatch, ids: readonly number[] | undefined): Promise<void> {
  const mislabeled = store.table.mislabeled(ids);
  const existing = await filterAsync(mislabeled, ({ from }) => pathExists(from));
  const renamed = await renameFiles(await freeNames(existing));
  store.setRenamed(renamed);
  watch.add(renamed);
  const left = mislabeled.length - renamed.length;
  if (left > 0) {
    void vscode.window.showWarningMessage(l10n.t('Not renamed: {0}. Run Check Images again to see why.', fileCount(left)));
  }
}

/** Rename Mislabeled Images: gives files of the run shown the extension of their content. Takes the ids of rows, or nothing for all. */
export function renameMislabeledCommand(queue: RunQueue, watch: RenameWatch) {
  return async (rows?: unknown): Promise<void> => {
    const ids = rowIds(rows);
    if (queue.store.table.mislabeled(ids).length === 0) {
      void vscode.window.showInformationMessage(l10n.t('There are no mislabeled images. Run Check Images to find them.'));
      return;
    }
    // Queued, so that the rows do not change meanwhile and a second click waits for the first.
    await queue.enqueue(() => renameMislabeled(queue.store, watch, ids)).catch((error) => void queue.reportError(error));
  };
}
