import { realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from './usageError';

/** Folders of the command line. */

/** The folder that keeps runs for undo: where the system wants the state of programs, or `ASSETMILL_STORE`. */
export function storeFolder(): string {
  const { env, platform } = process;
  if (env.ASSETMILL_STORE) return env.ASSETMILL_STORE;
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? homedir(), 'assetmill', 'runs');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'assetmill', 'runs');
  return join(env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'assetmill', 'runs');
}

/** The folder of the digest cache, beside the runs. */
export function digestCacheFolder(): string {
  return join(dirname(storeFolder()), 'digests');
}

/** The folder that a selected path opens for writing: the folder itself, or the one that contains the file. */
export function selectedFolder(path: string): string {
  try {
    return statSync(path).isDirectory() ? path : dirname(path);
  } catch {
    return dirname(path); // the plan reports the error of the path
  }
}

/** The folders of selected paths, each once. */
export function selectedFolders(paths: readonly string[]): string[] {
  return [...new Set(paths.map(selectedFolder))];
}

/**
 * A folder with its links resolved, as in the paths of inspected files.
 * @throws UsageError when it does not exist
 */
export function realFolder(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch (error) {
    throw new UsageError(`${folder}: ${(error as Error).message}`);
  }
}
