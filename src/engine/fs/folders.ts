import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';

/** The topmost missing folder of a path. */
function firstMissing(path: string): string {
  const parent = dirname(path);
  return parent === path || existsSync(parent) ? path : firstMissing(parent);
}

/** Whether a folder cannot exist because its path, or the nearest existing path above it, is a file. */
export function isBlockedByFile(folder: string): boolean {
  try {
    return !statSync(folder).isDirectory();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = dirname(folder);
    return (code === 'ENOENT' || code === 'ENOTDIR') && parent !== folder && isBlockedByFile(parent);
  }
}

/** The failure of an output whose folder cannot be created because a file has its name. */
export function folderIsFile(cause?: unknown): FailureError {
  return new FailureError('not-a-file', l10n.t('The output folder is a file. Choose another folder.'), { cause });
}

/** Creates a folder and those above it. Returns the topmost one that did not exist, if any. */
export function makeFolder(path: string): string | undefined {
  try {
    return mkdirSync(path, { recursive: true });
  } catch (error) {
    // On a read-only disk, a recursive mkdir fails with ENOENT. A plain mkdir fails with the true cause.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') mkdirSync(firstMissing(path));
    throw error;
  }
}

/** Removes a folder if it contains only empty folders, and its empty folders otherwise. A missing folder is fine. */
export function removeEmptyFolders(path: string): void {
  try {
    for (const entry of readdirSync(path, { withFileTypes: true })) if (entry.isDirectory()) removeEmptyFolders(join(path, entry.name));
    rmdirSync(path);
  } catch {
    // Someone else created a file there, or removed the folder. Both are fine.
  }
}
