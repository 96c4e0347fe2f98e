import * as vscode from 'vscode';
import { type RemovalReport, removeDuplicates } from '../../client/duplicates/removeDuplicates';
import { storeDuplicates } from '../../client/duplicates/storeDuplicates';
import { newRunId } from '../../client/runs/runRecord';
import { workspaceRoots } from '../host/settings';
import { confirmStorage, confirmTrash } from '../prompts/confirmations';
import type { RunQueue } from '../runs/runQueue';
import type { GoingGroup, GroupStore } from '../state/groupStore';
import { announceTrash, withTrashProgress } from './trashNotifications';

interface TrashTarget {
  readonly queue: RunQueue;
  readonly groups: GroupStore;
  /** Folder that holds the runs of this workspace. */
  readonly runs: string;
  /** Told what is gone before the groups are shown again. */
  takeOut(report: RemovalReport): Promise<void>;
}

/** Asks, then moves the files of groups that are marked to go to the trash; where there is none, into the storage. */
export async function trashMarked(target: TrashTarget): Promise<void> {
  const { queue, groups } = target;
  const view = groups.view();
  if (!view || groups.busy) return;
  const { going } = view;
  // Just what the questions name, whatever is chosen while they are open.
  const wanted = [...groups.goingGroups()];
  if (going.files === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No file is marked to go.'));
    return;
  }
  if (!(await confirmTrash(going.files, going.bytes))) return;
  await queue.after(async () => {
    groups.wait();
    const trashed = await trash(wanted, going.files);
    if (trashed.refusal !== undefined && (await confirmStorage(going.files, going.bytes, trashed.refusal))) {
      await store(wanted, going.files, target);
      return;
    }
    await target.takeOut(trashed);
    const told = announceTrash('trash', trashed, going.files);
    if (groups.likeness !== undefined) queue.store.setMessage(told);
  });
}

function trash(wanted: readonly GoingGroup[], files: number): Thenable<RemovalReport> {
  const discard = async (path: string) => vscode.workspace.fs.delete(vscode.Uri.file(path), { useTrash: true });
  return withTrashProgress('trash', files, (progress, signal) => removeDuplicates(wanted, { discard, progress, signal }));
}

async function store(wanted: readonly GoingGroup[], files: number, { queue, groups, runs, takeOut }: TrashTarget): Promise<void> {
  const id = newRunId();
  const run = { id, client: queue.client, store: runs, title: vscode.l10n.t('Move Duplicates'), roots: workspaceRoots() };
  try {
    const report = await withTrashProgress('storage', files, (progress, signal) => storeDuplicates(wanted, { ...run, progress, signal }));
    await takeOut(report);
    const told = announceTrash('storage', report, files);
    if (groups.likeness === undefined) return;
    if (report.moved.length > 0) queue.store.setStored(id, told);
    else queue.store.setMessage(told);
  } catch (error) {
    queue.tell(error);
    // Nothing was moved, and the groups are to be used again.
    await takeOut({ moved: [], errors: new Map() });
  }
}
