import { lstatSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { linkOf } from '../../shared/duplicates/grouping';
import { systemFailure } from '../fs/systemFailure';
import { exists } from '../fs/tempFile';
import { backupOriginal } from './backupOriginal';
import { refuseChanged } from './commit';
import { Journal } from './journal';

/** Whether two paths lead to one file by hard links, as far as the file system tells. */
function isSameFile(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => linkOf(lstatSync(path, { bigint: true })));
  return one !== undefined && one === other;
}

/**
 * Moves a file into a run's folder, from which undo brings it back. At any moment it is in its place, or its bytes are in that
 * folder and the journal says where they belong.
 * @param directory the run's folder
 * @param task a number that no other file of the run has
 * @param kept a file that stays for it: if that is not as it was, nothing goes
 * @returns why the file is still in its place, as a sentence
 */
export function moveToStorage(directory: string, task: number, path: string, kept: string): string | undefined {
  try {
    const [before, keptBefore] = [lstatSync(path), lstatSync(kept)];
    if (!keptBefore.isFile() || isSameFile(path, kept)) throw new Error(l10n.t('No other file stands in for it.'));
    const original = backupOriginal(directory, String(task), path);
    const journal = new Journal(directory);
    try {
      journal.announce({ action: 'remove', task, path, original }, true, () => {
        // Keeping a large file takes a while.
        refuseChanged(kept, keptBefore);
        refuseChanged(path, before);
        unlinkSync(path);
      });
    } catch (error) {
      // What stays in its place needs no room in the storage.
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
