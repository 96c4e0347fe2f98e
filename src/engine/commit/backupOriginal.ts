import { linkSync, lstatSync, mkdirSync, rmSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import { copyFlushed } from '../fs/copyFlushed';
import { digestOfFile } from '../fs/fileDigest';
import type { KeptOriginal } from './journal';

/**
 * A second name for the file is the original itself, at no cost in bytes, and stays it when the file is replaced by a
 * rename. Only a file with one name: of a file with more, another name may be written to.
 */
function keepByLink(path: string, place: string, stats: Stats): boolean {
  if (stats.nlink !== 1) return false;
  try {
    linkSync(path, place);
    return true;
  } catch {
    return false; // another volume, or a file system without hard links
  }
}

/**
 * Keeps the bytes of a file that is about to be replaced or taken away, in the run's folder (safety invariant 4).
 * @throws FailureError `backup-failed`: the file must not be touched then
 */
export function backupOriginal(directory: string, name: string, path: string): KeptOriginal {
  const kept = join('originals', name);
  const place = join(directory, kept);
  try {
    mkdirSync(dirname(place), { recursive: true });
    // Left by an attempt that died before its journal entry: nothing was replaced then, so the file itself still is the original.
    rmSync(place, { force: true });
    const stats = lstatSync(path);
    // The bytes of a link's file are not lost by replacing the link, but the link would be.
    if (!stats.isFile()) throw new Error(l10n.t('it is a link or a folder'));
    const sha256 = digestOfFile(path);
    if (!keepByLink(path, place, stats)) {
      copyFlushed(path, place);
      if (digestOfFile(place) !== sha256) throw new Error(l10n.t('the copy differs from the file'));
    }
    const { mode, mtimeMs, uid, gid } = stats;
    return { kept, sha256, mode, mtimeMs, ...(process.platform !== 'win32' && { uid, gid }) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOSPC' || code === 'EDQUOT' ? l10n.t('the disk is full') : message;
    throw new FailureError(
      'backup-failed',
      l10n.t('The original could not be kept for Undo ({0}), so the file was left as it is.', reason),
      {
        cause: error,
      },
    );
  }
}
