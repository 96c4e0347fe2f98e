import * as vscode from 'vscode';
import { type RemovalGroup, type RemovalReport, removeDuplicates } from '../../client/duplicates/removeDuplicates';
import { storeDuplicates } from '../../client/duplicates/storeDuplicates';
import { newRunId } from '../../client/store/runRecord';
import { workspaceRoots } from '../host/settings';
import { confirmStorage, confirmTrash } from '../prompts/confirmations';
import type { RunQueue } from '../runs/runQueue';
import type { GroupStore } from '../state/groupStore';
import { announceMoved, withMoveProgress } from './moveNotifications';

interface TrashContext {
  readonly queue: RunQueue;
  readonly groups: GroupStore;
  /** Contains the folders of this workspace's runs. */
  readonly runsFolder: string;
  /** Removes moved files from the groups before these are shown again. */
  removeMoved(report: RemovalReport): Promise<void>;
}

/** The files that the questions name. */
interface MarkedFiles {
  readonly groups: readonly RemovalGroup[];
  readonly files: number;
}

/** Asks, then moves the marked files of groups to the trash or, if there is none, to the storage. */
export async function trashMarked(context: TrashContext): Promise<void> {
  const { queue, groups } = context;
  const view = groups.view();
  if (!view || groups.busy) return;
  const { files, bytes } = view.removable;
  // Copied, because the user can change the marks while the questions are open.
  const marked = { groups: [...groups.markedGroups()], files };
  if (files === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No files are marked for removal.'));
    return;
  }
  if (!(await confirmTrash(files, bytes))) return;
  await queue.enqueue(async () => {
    groups.setBusy();
    const report = await moveMarkedToTrash(marked);
    if (report.refusal !== undefined && (await confirmStorage(files, bytes, report.refusal))) {
      await moveMarkedToStorage(marked, context);
      return;
    }
    await context.removeMoved(report);
    const message = announceMoved('trash', report, files);
    if (groups.likeness !== undefined) queue.store.setMessage(message);
  });
}

function moveMarkedToTrash({ groups, files }: MarkedFiles): Thenable<RemovalReport> {
  const discard = async (path: string) => vscode.workspace.fs.delete(vscode.Uri.file(path), { useTrash: true });
  return withMoveProgress('trash', files, (progress, signal) => removeDuplicates(groups, { discard, progress, signal }));
}

async function moveMarkedToStorage({ groups: marked, files }: MarkedFiles, context: TrashContext): Promise<void> {
  const { queue, groups, runsFolder, removeMoved } = context;
  const id = newRunId();
  const run = { id, client: queue.client, store: runsFolder, title: vscode.l10n.t('Move Duplicates'), roots: workspaceRoots() };
  try {
    const report = await withMoveProgress('storage', files, (progress, signal) => storeDuplicates(marked, { ...run, progress, signal }));
    await removeMoved(report);
    const message = announceMoved('storage', report, files);
    if (groups.likeness === undefined) return;
    if (report.moved.length > 0) queue.store.setMoved(id, message);
    else queue.store.setMessage(message);
  } catch (error) {
    queue.reportError(error);
    // Nothing was moved. This makes the groups available again.
    await removeMoved({ moved: [], errors: new Map() });
  }
}
