import { chmodSync, lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { assertFolderThere } from '../fs/assertFolderKept';
import { giveOwner, moveOver } from '../fs/tempFile';
import { assertFileUnchanged } from './assertUnchanged';
import { backupOriginal } from './backupOriginal';
import type { FileEntry, Journal } from './journal';

/** What a journal entry says about a file that is written. */
export type WrittenEntry = Pick<FileEntry, 'task' | 'path'> & { readonly sha256: string };

/** A checked temp file and the file that it replaces. */
export interface Replacement {
  readonly temp: string;
  readonly entry: WrittenEntry;
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
