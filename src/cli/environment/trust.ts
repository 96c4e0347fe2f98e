import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { storeFolder } from '../../client/store/storeFolder';
import { realFolder } from './folders';
import { UsageError } from './usageError';

/**
 * The folders whose profiles the command line runs. Whoever wrote `.vscode/settings.json` in a repository chooses folders and
 * whether sources are replaced, so it is like running a program from there.
 */

const trustFile = () => join(storeFolder(), 'trusted.json');

/** The trusted folders, with links resolved. */
export function trustedFolders(): string[] {
  try {
    if (!statSync(trustFile()).isFile()) return [];
    const folders: unknown = JSON.parse(readFileSync(trustFile(), 'utf8'));
    return Array.isArray(folders) ? folders.filter((folder) => typeof folder === 'string') : [];
  } catch {
    return [];
  }
}

/** @throws UsageError when the list cannot be written */
function save(folders: readonly string[]): void {
  try {
    mkdirSync(dirname(trustFile()), { recursive: true });
    writeFileSync(trustFile(), JSON.stringify(folders, undefined, 2));
  } catch (error) {
    throw new UsageError(`the list of trusted folders cannot be written: ${(error as Error).message}`);
  }
}

/** Trusts a folder and those below it. @throws UsageError when it does not exist, or the list cannot be written */
export function trustFolder(folder: string): void {
  save([...new Set([...trustedFolders(), realFolder(folder)])].sort());
}

/** Trusts a folder no longer. @throws UsageError when it was not trusted */
export function distrustFolder(folder: string): void {
  const known = trustedFolders();
  const left = known.filter((each) => each !== folder && each !== realFolder(folder));
  if (left.length === known.length)
    throw new UsageError(`${folder} is not trusted by itself; "assetmill trust --list" lists the folders that are`);
  save(left);
}

/** Whether a folder is trusted, or one above it. `ASSETMILL_TRUST=1` trusts all, for a machine that only builds. */
export function isTrusted(folder: string): boolean {
  if (process.env.ASSETMILL_TRUST === '1') return true;
  const real = realFolder(folder);
  return trustedFolders().some((each) => real === each || real.startsWith(each.endsWith(sep) ? each : `${each}${sep}`));
}
