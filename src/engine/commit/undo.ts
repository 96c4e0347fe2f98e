import { randomUUID } from 'node:crypto';
import { chmodSync, statSync, unlinkSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { UndoReport } from '../../shared/run/run';
import { copyFlushed } from '../fs/copyFlushed';
import { digestIfThere, digestOfFile } from '../fs/fileDigest';
import { makeFolder, removeEmptyFolders } from '../fs/folders';
import { systemFailure } from '../fs/systemFailure';
import { giveOwner, moveOver, moveToFreePlace, removeTemp, tempPath } from '../fs/tempFile';
import { type FileEntry, type KeptOriginal, readJournal } from './journal';

/** Takes back what a run did, newest first, and touches nothing that was edited since (safety invariant 4). */

type Step = 'restored' | 'removed' | 'nothing';

/** What somebody changed after the run is theirs; asking again would change nothing. */
class EditedError extends Error {}

/** What was put back is not what was kept. */
class ChangedError extends EditedError {}

/** @param kept where the bytes are that the file had before the run */
function editedSince(kept?: string): EditedError {
  const edited = l10n.t('It was edited since the run, so it was left as it is.');
  return new EditedError(kept === undefined ? edited : `${edited} ${l10n.t('The original is still kept: {0}', kept)}`);
}

/**
 * Puts an original back. One that is not as it was, since a program that had it open went on writing to it, takes the place of
 * nothing; where nothing is in its place, it is all that is left, and goes there with a word.
 */
function restore(directory: string, runId: string, index: number, path: string, original: KeptOriginal, present: boolean): Step {
  // A name of its own: the same run may be undone twice at one time.
  const temp = tempPath(path, `${runId}-undo-${randomUUID().slice(0, 8)}`, index, 0);
  makeFolder(dirname(path));
  try {
    const kept = join(directory, original.kept);
    copyFlushed(kept, temp);
    const isWhole = digestOfFile(temp) === original.sha256;
    if (!isWhole && present)
      throw new EditedError(l10n.t('The kept original was changed since, so the file was left as it is. What is kept: {0}', kept));
    giveOwner(temp, original);
    chmodSync(temp, original.mode & 0o7777);
    utimesSync(temp, statSync(temp).atimeMs / 1000, original.mtimeMs / 1000);
    (present ? moveOver : moveToFreePlace)(temp, path);
    if (!isWhole) throw new ChangedError(l10n.t('It is back in its place, but not as it was: it was changed after it was moved away.'));
  } catch (error) {
    removeTemp(temp);
    throw error;
  }
  return 'restored';
}

function undoEntry(entry: FileEntry, index: number, directory: string, runId: string): Step {
  const now = digestIfThere(entry.path);
  if (entry.action === 'create') {
    if (now === undefined) return 'nothing';
    if (now !== entry.sha256) throw editedSince();
    unlinkSync(entry.path);
    return 'removed';
  }
  if (now === entry.original.sha256) return 'nothing';
  const expected = entry.action === 'replace' ? entry.sha256 : undefined;
  if (now !== undefined && now !== expected) throw editedSince(join(directory, entry.original.kept));
  return restore(directory, runId, index, entry.path, entry.original, now !== undefined);
}

/**
 * Undoes a run, as far as nobody changed its files since. May be called again after a refusal.
 * @param directory the run's folder, with its journal and the kept originals
 */
export function undoRun(directory: string, runId: string): UndoReport {
  const counts = { restored: 0, removed: 0, nothing: 0 };
  const refused: UndoReport['refused'][number][] = [];
  const entries = readJournal(directory);
  // Where an original could not be put back, what was made from it stays: it may be all that is left.
  const refusedTasks = new Set<number>();
  for (const [index, entry] of [...entries.entries()].reverse()) {
    if (entry.action === 'folder' || refusedTasks.has(entry.task)) continue;
    try {
      counts[undoEntry(entry, index, directory, runId)] += 1;
    } catch (error) {
      refusedTasks.add(entry.task);
      if (error instanceof ChangedError) counts.restored += 1;
      refused.push({ path: entry.path, message: (systemFailure(error) ?? (error as Error)).message, edited: error instanceof EditedError });
    }
  }
  for (const entry of entries) if (entry.action === 'folder') removeEmptyFolders(entry.path);
  return { restored: counts.restored, removed: counts.removed, refused };
}
