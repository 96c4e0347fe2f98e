import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { systemCause } from '../../shared/values/systemCause';
import { hasOwnerEnded, lockText } from './lockOwner';
import { StoreError } from './runFolder';

/** A file in a run's folder says that the run is being undone, and by which process. After a kill it stays, so that the next start cleans up. */

/** Time between two signs of life of an undo, in ms. */
const heartbeatMs = 10_000;
/** An undo without one for this long is over. */
const silentMs = 12 * heartbeatMs;

function lockPath(directory: string): string {
  return join(directory, 'undo.json');
}

/** Whether a process is undoing the run now: `none`, `alive`, or `dead` when it ended before the undo did. */
export async function undoState(directory: string): Promise<'none' | 'alive' | 'dead'> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(lockPath(directory), 'utf8'), stat(lockPath(directory))]);
    const silence = Date.now() - mtimeMs;
    // Its process may have died, or the disk may have been full, before it wrote its id.
    // A time in the future is one of before the clock was set back.
    if (text === '') return Math.abs(silence) > heartbeatMs ? 'dead' : 'alive';
    return hasOwnerEnded(text) || silence > silentMs ? 'dead' : 'alive';
  } catch {
    return 'none';
  }
}

/** Removes what a killed undo left in the run's folder. */
export async function removeUndoLock(directory: string): Promise<void> {
  await rm(lockPath(directory), { force: true });
}

/** @returns whether this process has the lock; on a full disk the undo goes on without one */
async function takeLock(directory: string): Promise<boolean> {
  try {
    const file = await open(lockPath(directory), 'wx');
    await file.writeFile(lockText()).finally(() => file.close());
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EROFS' || code === 'EACCES') return true;
    const text = l10n.t('The run cannot be undone, because its folder {0} cannot be used. {1}', directory, systemCause(error));
    throw new StoreError(text, { cause: error });
  }
}

/**
 * Does the work of an undo while no other process undoes the same run.
 * @throws StoreError when one does
 */
export async function whileUndoing<Result>(directory: string, work: () => Promise<Result>): Promise<Result> {
  if ((await undoState(directory)) === 'dead') await removeUndoLock(directory);
  if (!(await takeLock(directory)))
    throw new StoreError(l10n.t('This run is being undone in another window or terminal. Wait until that has finished.'));
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(lockPath(directory), now, now).catch(() => {}); // a full disk does not end an undo
  }, heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await removeUndoLock(directory).catch(() => {});
  }
}
