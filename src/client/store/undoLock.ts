import { open, readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { systemCause } from '../../shared/values/systemCause';
import { isUnwritable } from './fileLock';
import { heartbeatMs, silentMs, whileAlive } from './heartbeat';
import { forgetLock, isOwnerGone, newLockText, releaseLock } from './lockOwner';
import { StoreError } from './runFolder';

/** A file in a run's folder says that the run is being undone, and by which process. After a kill it stays, so that the next start cleans up. */

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
    if (text === '') return Math.abs(silence) > 2 * heartbeatMs ? 'dead' : 'alive';
    return isOwnerGone(text, silence > silentMs) ? 'dead' : 'alive';
  } catch {
    return 'none';
  }
}

/** Removes what a killed undo left in the run's folder. */
export async function removeUndoLock(directory: string): Promise<void> {
  await rm(lockPath(directory), { force: true });
}

/**
 * Makes the file of the lock, which stays empty on a full disk.
 * @returns what it contains; on a disk that takes none the undo goes on without one. Undefined if another process has the lock
 */
async function takeLock(directory: string, own: string): Promise<string | undefined> {
  try {
    const file = await open(lockPath(directory), 'wx');
    const written = file.writeFile(own).then(
      () => own,
      () => '',
    );
    return await written.finally(() => file.close());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    if (isUnwritable(error)) return own;
    const text = l10n.t('The run cannot be undone, because its folder {0} cannot be used. {1}', directory, systemCause(error));
    throw new StoreError(text, { cause: error });
  }
}

/** An undo in progress. */
export interface Undoing {
  /** Does its work, then releases its lock. */
  whileAlive<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Leaves the lock as that of a dead process, so that the next start cleans up. */
  abandon(): Promise<void>;
}

/**
 * Takes the lock of an undo, so that no other process undoes the same run.
 * @throws StoreError when one does
 */
export async function beginUndo(directory: string): Promise<Undoing> {
  const [path, own] = [lockPath(directory), newLockText()];
  if ((await undoState(directory)) === 'dead') await removeUndoLock(directory);
  const text = await takeLock(directory, own);
  if (text !== own) forgetLock(own);
  if (text === undefined) throw new StoreError(l10n.t('This run is being undone in another window or terminal. Wait until that finishes.'));
  return {
    whileAlive: (work) => whileAlive(path, work).finally(() => releaseLock(path, text)),
    abandon: () => truncate(path),
  };
}
