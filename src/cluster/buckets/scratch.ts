import { mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../client/pool/isAlive';

/** Files of chunks in progress, in the folder of the system for temporary files (TMPDIR). */

const prefix = 'assetmill-scratch-';

/** Makes a folder of this process. Removes those of processes that have ended without doing so. */
export function makeScratch(name: string): string {
  for (const other of readdirSync(tmpdir())) {
    const pid = Number(other.startsWith(prefix) ? other.slice(prefix.length) : Number.NaN);
    if (pid > 0 && pid !== process.pid && !isAlive(pid)) rmSync(join(tmpdir(), other), { recursive: true, force: true });
  }
  const folder = join(realpathSync.native(tmpdir()), `${prefix}${process.pid}`, name);
  // Others must not read what the storage keeps from them.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Removes a folder with everything in it. One that stays is removed at the next start. */
export function removeScratch(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
}
