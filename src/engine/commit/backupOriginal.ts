import { linkSync, lstatSync, mkdirSync, rmSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import { systemCause } from '../../shared/values/systemCause';
import { copyFlushed } from '../fs/copyFlushed';
import { digestOfFile } from '../fs/fileDigest';
import type { KeptOriginal } from './journal';

/**
 * A hard link needs no space and keeps the original when a rename replaces the file. Only for a file with one name:
 * another program may write to a file through another name.
 */
function backupByLink(path: string, backup: string, stats: Stats): boolean {
  if (stats.nlink !== 1) return false;
  try {
    linkSync(path, backup);
    return true;
  } catch {
    return false; // another volume, or a file system without hard links
  }
}

/** Something other than a file, in the place of one: it is nobody's original, so nothing replaces it. */
function notAFile(path: string, stats: Stats): FailureError {
  const text = stats.isDirectory()
    ? l10n.t('{0} is a folder, not a file, so it was left as it is.', path)
    : stats.isSymbolicLink()
      ? l10n.t('{0} is a link, not a file, so it was left as it is.', path)
      : l10n.t('{0} is a pipe or a device, not a file, so it was left as it is.', path);
  return new FailureError('not-a-file', text);
}

/**
 * Keeps the bytes of a file in the run's folder before the file is replaced or removed (safety invariant 4).
 * @param directory the run's folder
 * @param name of the backup, unique in the run
 * @throws FailureError `backup-failed`, or `not-a-file`: then it must not be touched
 */
export function backupOriginal(directory: string, name: string, path: string): KeptOriginal {
  const kept = join('originals', name);
  const backup = join(directory, kept);
  try {
    mkdirSync(dirname(backup), { recursive: true });
    // An attempt that died before its journal entry may have left one. It replaced nothing, so the file still is the original.
    rmSync(backup, { force: true });
    const stats = lstatSync(path);
    // Replacing a link does not lose the bytes that it leads to, but it loses the link.
    if (!stats.isFile()) throw notAFile(path, stats);
    const sha256 = digestOfFile(path);
    if (!backupByLink(path, backup, stats)) {
      copyFlushed(path, backup);
      if (digestOfFile(backup) !== sha256) throw new Error(l10n.t('The copy differs from the file.'));
    }
    const { mode, mtimeMs, uid, gid } = stats;
    return { kept, sha256, mode, mtimeMs, ...(process.platform !== 'win32' && { uid, gid }) };
  } catch (error) {
    if (error instanceof FailureError) throw error;
    const text = l10n.t('The original could not be kept for Undo, so the file was not touched. {0}', systemCause(error));
    throw new FailureError('backup-failed', text, { cause: error });
  }
}
