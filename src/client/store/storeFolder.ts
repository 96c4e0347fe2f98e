import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Where runs are kept. All windows and the command line of a user share this folder, so each can undo or resume what another one
 * did, and none works on files that another one works on.
 */

/** The folder of all runs: where the system wants the state of programs, or `ASSETMILL_STORE`. */
export function storeFolder({ env, platform } = process): string {
  if (env.ASSETMILL_STORE) return env.ASSETMILL_STORE;
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? homedir(), 'assetmill', 'runs');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'assetmill', 'runs');
  return join(env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'assetmill', 'runs');
}

/** The folder of the digest cache, beside the runs: a file has the same digests in every workspace. */
export function digestCacheFolder(store: string): string {
  return join(dirname(store), 'digests');
}

/** The folder that records which files runs made. Its name hides it from the list of runs. */
export function resultsFolder(store: string): string {
  return join(store, '.results');
}
