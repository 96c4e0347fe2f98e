import { lstatSync, rmSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { linkOf } from '../../shared/duplicates/grouping';
import { assertFolderThere } from '../fs/assertFolderKept';
import { realPath } from '../fs/containment';
import { systemFailure } from '../fs/systemFailure';
import { exists } from '../fs/tempFile';
import { assertFileUnchanged } from './assertUnchanged';
import { backupOriginal } from './backupOriginal';
import { Journal } from './journal';

/** Whether two paths are hard links to one file, as far as the file system reports. */
function isSameFile(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => linkOf(lstatSync(path, { bigint: true })));
  return one !== undefined && one === other;
}

/**
 * Moves a duplicate into a run's folder, from which undo restores it. At any moment either the file is at its path, or its
 * bytes are in that folder and the journal says where they belong.
 * @param directory the run's folder
 * @param task a number that no other file of the run has
 * @param found path of the duplicate
 * @param kept the copy that remains: if it is not as it was, nothing moves
 * @returns why the file did not move, as a sentence
 */
export function moveToStorage(directory: string, task: number, found: string, kept: string): string | undefined {
  // Undo restores nothing in a folder that has become a link, so the journal names the folder without links.
  const path = join(realPath(dirname(found)), basename(found));
  try {
    const [before, keptBefore] = [lstatSync(path), lstatSync(kept)];
    if (!keptBefore.isFile() || isSameFile(path, kept)) throw new Error(l10n.t('No other copy of this file would remain.'));
    const original = backupOriginal(directory, String(task), path);
    const journal = new Journal(directory);
    try {
      journal.announce({ action: 'remove', task, path, original }, true, () => {
        // Backing up a large file takes a while.
        assertFileUnchanged(kept, keptBefore);
        assertFileUnchanged(path, before);
        assertFolderThere(dirname(path));
        unlinkSync(path);
      });
    } catch (error) {
      // A file that did not move needs no space in the storage.
      if (exists(path)) rmSync(join(directory, original.kept), { force: true });
      throw error;
    } finally {
      journal.close();
    }
    return undefined;
  } catch (error) {
    return (systemFailure(error) ?? (error as Error)).message;
  }
}
