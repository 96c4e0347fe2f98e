import * as vscode from 'vscode';
import { type TrashReport, trashGroups } from '../client/trash';
import { confirmTrash } from './confirmations';
import type { GroupStore } from './groupStore';
import { announceTrash, withTrashProgress } from './notifications';
import type { Turns } from './turns';

/**
 * Asks, then moves the files of groups that are marked to go to the trash.
 * @param takeOut told what is gone before the groups are shown again
 */
export async function trashMarked(turns: Turns, groups: GroupStore, takeOut: (report: TrashReport) => Promise<void>): Promise<void> {
  const view = groups.view();
  if (!view || groups.busy) return;
  const { going } = view;
  // Just what the question names, whatever is chosen while it is open.
  const wanted = [...groups.goingGroups()];
  if (going.files === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No file is marked to go.'));
    return;
  }
  if (!(await confirmTrash(going.files, going.bytes))) return;
  await turns.after(async () => {
    groups.wait();
    const discard = async (path: string) => vscode.workspace.fs.delete(vscode.Uri.file(path), { useTrash: true });
    const report = await withTrashProgress(going.files, (progress, signal) => trashGroups(wanted, { discard, progress, signal }));
    await takeOut(report);
    const told = announceTrash(report);
    if (groups.likeness !== undefined) turns.store.setMessage(told);
  });
}
