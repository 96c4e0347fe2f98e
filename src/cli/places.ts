import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Folders of the command line. */

/** Where runs are kept, so that undo finds them: the system's place for a program's state. */
export function storeFolder(): string {
  const { env, platform } = process;
  if (env.ASSETMILL_STORE) return env.ASSETMILL_STORE;
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? homedir(), 'assetmill', 'runs');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'assetmill', 'runs');
  return join(env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'assetmill', 'runs');
}

/** Where digests are remembered: beside the runs. */
export function digestsFolder(): string {
  return join(dirname(storeFolder()), 'digests');
}

/** The folder of a path: what is pointed at is what may be written to. */
export function rootOf(path: string): string {
  try {
    return statSync(path).isDirectory() ? path : dirname(path);
  } catch {
    return dirname(path); // the plan says what is wrong with it
  }
}
