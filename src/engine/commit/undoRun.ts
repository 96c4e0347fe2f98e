import { randomUUID } from 'node:crypto';
import { chmodSync, linkSync, lstatSync, statSync, unlinkSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { UndoReport, UndoScope } from '../../shared/run/run';
import { assertFolderKept, assertFolderThere } from '../fs/assertFolderKept';
import { copyFlushed } from '../fs/copyFlushed';
import { digestIfThere, digestOfFile } from '../fs/fileDigest';
import { makeFolder, removeEmptyFolders } from '../fs/folders';
import { systemFailure } from '../fs/systemFailure';
import { giveOwner, moveOver, moveToFreePlace, removeTemp, tempPath } from '../fs/tempFile';
import { type FileEntry, isFileEntry, type JournalEntry, readJournal } from './journal';

/** Undoes a run, newest entry first. Touches nothing that was edited since the run (safety invariant 4). */

/** An entry of the journal of the run that is undone. */
interface UndoJob<Entry extends FileEntry = FileEntry> {
  readonly entry: Entry;
  /** Position of the entry in the journal. */
  readonly index: number;
  /** The run's folder. */
  readonly directory: string;
  readonly runId: string;
}

/** A job whose entry has an original to restore. */
type RestoreJob = UndoJob<Extract<FileEntry, { readonly original: unknown }>>;

type UndoResult = 'restored' | 'removed' | 'nothing';

/** Somebody changed the file after the run. Undoing again would not help. */
class EditedError extends Error {}

/** The file was restored, but its backup had changed. */
class ChangedBackupError extends EditedError {}

/** @param kept path of the backup of the original, if it is still there */
function editedSince(kept?: string): EditedError {
  const edited = l10n.t('The file was edited after the run, so it was not touched.');
  return new EditedError(kept === undefined ? edited : `${edited} ${l10n.t('The original is still kept: {0}', kept)}`);
}

/**
 * Gives the bytes of a backup a second name, beside the file that they replace: a link needs no space, so a full disk does not
 * matter, and the backup stays until the file is in place.
 * @returns whether it is a link; otherwise it is a copy
 */
function placeBackup(kept: string, temp: string): boolean {
  try {
    // Another program may write to a file through another name.
    if (lstatSync(kept).nlink === 1) {
      linkSync(kept, temp);
      return true;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw backupGone(error);
    // Another volume, or a file system without hard links.
  }
  copyFlushed(kept, temp);
  return false;
}

function backupGone(cause: unknown): Error {
  return new Error(l10n.t('The kept original no longer exists, so the file could not be restored.'), { cause });
}

/**
 * Restores an original. A backup may have changed, because a program that had the file open went on writing to it. Such a
 * backup replaces nothing. When there is no file at the path, the backup is all that is left, so it is restored with a warning.
 * @param exists whether there is a file at the path
 */
function restore({ entry: { path, original }, index, directory, runId }: RestoreJob, exists: boolean): UndoResult {
  // A unique name, since somebody may undo the same run twice at the same time.
  const temp = tempPath(path, `${runId}-undo-${randomUUID().slice(0, 8)}`, index, 0);
  assertFolderKept(dirname(path));
  makeFolder(dirname(path));
  try {
    const kept = join(directory, original.kept);
    const isLink = placeBackup(kept, temp);
    const isWhole = digestOfFile(temp) === original.sha256;
    if (!isWhole && exists)
      throw new EditedError(
        l10n.t('The kept original changed after the run, so the file was not touched. The original is here: {0}', kept),
      );
    giveOwner(temp, original);
    chmodSync(temp, original.mode & 0o7777);
    utimesSync(temp, statSync(temp).atimeMs / 1000, original.mtimeMs / 1000);
    assertFolderThere(dirname(path));
    (exists ? moveOver : moveToFreePlace)(temp, path);
    // The restored file is the backup itself, so what its next editor writes must not seem to be the original.
    if (isLink) unlinkIfPossible(kept);
    if (!isWhole)
      throw new ChangedBackupError(
        l10n.t('The file was restored, but it differs from the original, because the kept original changed after the run.'),
      );
  } catch (error) {
    removeTemp(temp);
    throw error;
  }
  return 'restored';
}

/** A second name that cannot be removed does no harm: the restored file is in place. */
function unlinkIfPossible(path: string): void {
  try {
    unlinkSync(path);
  } catch {}
}

function undoEntry(job: UndoJob): UndoResult {
  const { entry, directory } = job;
  assertFolderKept(dirname(entry.path));
  const now = digestIfThere(entry.path);
  if (entry.action === 'create') {
    if (now === undefined) return 'nothing';
    if (now !== entry.sha256) throw editedSince();
    assertFolderThere(dirname(entry.path));
    unlinkSync(entry.path);
    return 'removed';
  }
  if (now === entry.original.sha256) return 'nothing';
  const expected = entry.action === 'replace' ? entry.sha256 : undefined;
  const kept = join(directory, entry.original.kept);
  if (now !== undefined && now !== expected) throw editedSince(digestIfThere(kept) === entry.original.sha256 ? kept : undefined);
  return restore({ ...job, entry }, now !== undefined);
}

/** The tasks that wrote, replaced, or removed one of some paths. */
function tasksOf(entries: readonly JournalEntry[], paths: ReadonlySet<string>): ReadonlySet<number> {
  return new Set(entries.filter(isFileEntry).flatMap(({ task, path }) => (paths.has(path) ? [task] : [])));
}

/** A folder that was swapped for a link was not made by the run. */
function removeMadeFolder(path: string): void {
  try {
    assertFolderKept(path);
  } catch {
    return;
  }
  removeEmptyFolders(path);
}

/**
 * Undoes a run, except for files that somebody changed since. May be called again after it refused files.
 * @param directory the run's folder, with its journal and the kept originals
 * @param beforeFile called before each file; what it throws ends the undo between two files
 */
export function undoRun(directory: string, runId: string, scope: UndoScope = {}, beforeFile: () => void = () => {}): UndoReport {
  const { only, undone = [] } = scope;
  const counts = { restored: 0, removed: 0, nothing: 0 };
  const refused: UndoReport['refused'][number][] = [];
  const entries = readJournal(directory);
  // Undone before; or an original could not be restored, so its outputs remain: they may be all that is left.
  const leftTasks = new Set(undone);
  const wanted = only && tasksOf(entries, new Set(only));
  for (const [index, entry] of [...entries.entries()].reverse()) {
    if (!isFileEntry(entry) || leftTasks.has(entry.task) || wanted?.has(entry.task) === false) continue;
    beforeFile();
    try {
      counts[undoEntry({ entry, index, directory, runId })] += 1;
    } catch (error) {
      leftTasks.add(entry.task);
      if (error instanceof ChangedBackupError) counts.restored += 1;
      refused.push({ path: entry.path, message: (systemFailure(error) ?? (error as Error)).message, edited: error instanceof EditedError });
    }
  }
  for (const entry of entries) if (entry.action === 'folder') removeMadeFolder(entry.path);
  return { restored: counts.restored, removed: counts.removed, refused };
}
