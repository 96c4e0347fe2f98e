import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Place } from '../../client/store/storedRuns';
import { systemCause } from '../../shared/values/systemCause';
import { currentMirror } from './bucketMirror';
import { UsageError } from './usageError';

/** Folders of the command line. */

/** The runs that a command concerns: those that worked in or above the working folder, or were started in it; or in the bucket. */
export function here(): Place {
  const mirror = currentMirror();
  return [process.cwd(), ...(mirror ? [mirror.folder] : [])];
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
    throw new UsageError(`${folder}: ${systemCause(error)}`);
  }
}
