import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './makeFolder';

/**
 * Moves the runs of an older version, which kept them for each workspace, into the store that all windows share, so that they can
 * still be undone. Never rejects: a run that cannot be moved, because it is on another disk, stays where it is.
 */
export async function adoptRuns(earlier: string, store: string): Promise<void> {
  const names = await readdir(earlier).catch(() => []);
  if (names.length === 0) return;
  await makeFolder(store).catch(() => {});
  await Promise.all(names.map((name) => rename(join(earlier, name), join(store, name)).catch(() => {})));
}
