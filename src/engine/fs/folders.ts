import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';

/** The topmost folder that is missing on the way to one. */
function firstMissing(path: string): string {
  const parent = dirname(path);
  return parent === path || existsSync(parent) ? path : firstMissing(parent);
}

/** Whether a folder cannot be there, since it, or what is nearest above it, is a file. */
export function isBlockedByFile(folder: string): boolean {
  try {
    return !statSync(folder).isDirectory();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = dirname(folder);
    return (code === 'ENOENT' || code === 'ENOTDIR') && parent !== folder && isBlockedByFile(parent);
  }
}

/** The failure of an output whose folder cannot be made for a file of its name. */
export function folderIsFile(cause?: unknown): FailureError {
  return new FailureError('not-a-file', l10n.t('The output folder is a file. Choose another folder.'), { cause });
}

/** Makes a folder and those above it. Returns the topmost one that was not there, if any. */
export function makeFolder(path: string): string | undefined {
  try {
    return mkdirSync(path, { recursive: true });
  } catch (error) {
    // On a disk that can only be read Node says of a recursive mkdir that the folder is missing; a plain one tells the cause.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') mkdirSync(firstMissing(path));
    throw error;
  }
}

/** Removes a folder as far as it holds nothing but empty folders. A folder that is gone already is fine. */
export function removeEmptyFolders(path: string): void {
  try {
    for (const entry of readdirSync(path, { withFileTypes: true })) if (entry.isDirectory()) removeEmptyFolders(join(path, entry.name));
    rmdirSync(path);
  } catch {
    // Somebody put a file there, or took the folder away: both are theirs.
  }
}
