import { mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a folder and those above it. Returns the topmost one that was not there, if any. */
export function makeFolder(path: string): string | undefined {
  return mkdirSync(path, { recursive: true });
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
