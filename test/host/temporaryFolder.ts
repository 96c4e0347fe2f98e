import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onExit } from './onExit';

/** Removes a folder; a process that is just ending may still write into it, so it is tried again for a moment. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** A new folder under the system's temp folder (its real path), removed when this process exits. */
export function makeTemporaryFolder(name: string): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), `assetmill-${name}-`));
  onExit(() => removeFolder(folder));
  return folder;
}
