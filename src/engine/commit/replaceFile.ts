import { chmodSync, lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { assertFolderThere } from '../fs/assertFolderKept';
import { giveOwner, moveOver } from '../fs/tempFile';
import { assertFileUnchanged } from './assertUnchanged';
import { backupOriginal } from './backupOriginal';
import type { Journal, WrittenFile } from './journal';

/** A checked temp file and the file that it replaces. */
export interface Replacement {
  readonly temp: string;
  readonly entry: WrittenFile;
  readonly journal: Journal;
  /** Name of the backup, unique in the run. */
  readonly backupName: string;
  /** A last check before the rename, which may throw. */
  readonly lastCheck?: () => void;
}

/** Replaces a file with its owner and permissions. Backs it up and journals it first (safety invariant 4). */
export function replaceFile({ temp, entry, journal, backupName, lastCheck }: Replacement): void {
  assertFolderThere(dirname(entry.path));
  const before = lstatSync(entry.path);
  const original = backupOriginal(journal.directory, backupName, entry.path);
  giveOwner(temp, original);
  chmodSync(temp, original.mode & 0o777);
  journal.announce({ action: 'replace', ...entry, original }, true, () => {
    lastCheck?.();
    // The backup does not have an edit that was saved after it was made.
    assertFileUnchanged(entry.path, before);
    assertFolderThere(dirname(entry.path));
    moveOver(temp, entry.path);
  });
}
