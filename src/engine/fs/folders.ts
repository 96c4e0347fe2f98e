import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** A path, and the folders above it that do not exist, topmost first. */
function missingFolders(path: string): string[] {
  const parent = dirname(path);
  return parent === path || existsSync(parent) ? [path] : [...missingFolders(parent), path];
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

/** The failure of an output whose folder has a name that its disk does not allow, such as one with a colon on a USB stick. */
function folderIsRefused(folder: string, cause: unknown): FailureError {
  const message = l10n.t('The disk does not allow the folder name {0}. Choose another folder.', basename(folder));
  return new FailureError('recipe', message, { cause });
}

/**
 * Creates a folder and those above it, one by one: Node's recursive call tries forever where a disk answers that a name which it
 * refuses does not exist, and hides that a disk is read-only.
 * @returns the topmost one that did not exist, if any
 * @throws FailureError `recipe` when the disk refuses its name, or what the file system throws
 */
export function makeFolder(path: string): string | undefined {
  if (isFolder(path)) return undefined;
  let topmost: string | undefined;
  for (const folder of missingFolders(path)) {
    try {
      mkdirSync(folder);
      topmost ??= folder;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Another thread or program may be faster.
      if (isFolder(folder)) continue;
      if (code === 'EINVAL' || (code === 'ENOENT' && isFolder(dirname(folder)))) throw folderIsRefused(folder, error);
      throw error;
    }
  }
  return topmost;
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
