import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { withLock } from '../../client/store/fileLock';
import { StoreError } from '../../client/store/runFolder';
import { storeFolder } from '../../client/store/storeFolder';
import { systemCause } from '../../shared/values/systemCause';
import { realFolder } from './folders';
import { readPlainFile } from './plainFile';
import { UsageError } from './usageError';

/**
 * The folders whose profiles the command line runs. Whoever wrote `.vscode/settings.json` in a repository chooses folders and
 * whether sources are replaced, so it is like running a program from there.
 */

/** A larger file is not the list. */
const mostBytes = 20_000_000;

const trustFile = () => join(storeFolder(), 'trusted.json');

/** The trusted folders, with links resolved. */
export function trustedFolders(): string[] {
  try {
    const folders: unknown = JSON.parse(String(readPlainFile(trustFile(), mostBytes)));
    return Array.isArray(folders) ? folders.filter((folder) => typeof folder === 'string') : [];
  } catch {
    return [];
  }
}

/** Writes the list whole or not at all: a list that is cut off trusts nothing. @throws what the file system throws */
function save(folders: readonly string[]): void {
  // One that a kill left is overwritten by the next call.
  const temp = `${trustFile()}.tmp`;
  try {
    writeFileSync(temp, JSON.stringify(folders, undefined, 2), { flush: true });
    renameSync(temp, trustFile());
  } catch (error) {
    rmSync(temp, { force: true });
    throw error;
  }
}

/** Changes the list while no other process does. @throws UsageError or StoreError when that cannot be written, or what `change` throws */
async function update(change: (known: readonly string[]) => readonly string[]): Promise<void> {
  try {
    await withLock(`${trustFile()}.lock`, async () => save(change(trustedFolders())));
  } catch (error) {
    if (error instanceof UsageError || error instanceof StoreError) throw error;
    throw new UsageError(`the list of trusted folders cannot be written to ${trustFile()}. ${systemCause(error)}`);
  }
}

/** Trusts a folder and those below it. @throws UsageError when it does not exist, or the list cannot be written */
export async function trustFolder(folder: string): Promise<void> {
  await update((known) => [...new Set([...known, realFolder(folder)])].sort());
}

/** Trusts a folder no longer. @throws UsageError when it was not trusted */
export async function distrustFolder(folder: string): Promise<void> {
  await update((known) => {
    const left = known.filter((each) => each !== folder && each !== realFolder(folder));
    if (left.length === known.length)
      throw new UsageError(`${folder} is not trusted by itself; "assetmill trust --list" lists the folders that are`);
    return left;
  });
}

/** Whether a folder is trusted, or one above it. `ASSETMILL_TRUST=1` trusts all, for a machine that only builds. */
export function isTrusted(folder: string): boolean {
  if (process.env.ASSETMILL_TRUST === '1') return true;
  const real = realFolder(folder);
  return trustedFolders().some((each) => real === each || real.startsWith(each.endsWith(sep) ? each : `${each}${sep}`));
}
