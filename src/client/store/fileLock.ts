import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { systemCause } from '../../shared/values/systemCause';
import { heartbeatMs, whileAlive } from './heartbeat';
import { hasOwnerEnded, lockText } from './lockOwner';
import { makeFolder } from './makeFolder';
import { StoreError } from './runFolder';

/** A lock that the processes of several windows and command lines share. */

const retryMs = 25;
/** A lock without a sign of life for this long has lost its owner, whatever process has its id now. */
const silentMs = 6 * heartbeatMs;

/** Whether the process that wrote a lock has ended, or was stopped long ago. */
async function isAbandoned(path: string, text: string): Promise<boolean> {
  // The owner may be about to write its id.
  if (text !== '' && hasOwnerEnded(text)) return true;
  const age = Date.now() - (await stat(path)).mtimeMs;
  // An empty lock from the future is one of before the clock was set back: nothing else would tell that its owner is gone.
  return age > silentMs || (text === '' && age < -silentMs);
}

/** Removes a lock that its owner left. Another process may do the same at that moment, and then have the lock. */
async function removeAbandoned(path: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  if (!(await isAbandoned(path, text))) return;
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside);
  const isOther = (await readFile(aside, 'utf8')) !== text;
  if (isOther) await rename(aside, path);
  else await rm(aside, { force: true });
}

const unwritable: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM']);

/** Whether a disk takes no lock, because it is full or may not be written. */
export function isUnwritable(error: unknown): boolean {
  return unwritable.has((error as NodeJS.ErrnoException).code);
}

/** Makes the file of a lock. On a full disk it could be made, but not written: left empty, it would hold everyone up for a minute. */
async function makeLock(path: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(lockText());
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** @returns whether this process has the lock now */
async function tryLock(path: string): Promise<boolean> {
  try {
    await makeLock(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'ENOENT') throw error;
  }
  await makeFolder(dirname(path));
  return false;
}

/** Whether a lock that could not be removed may go at any moment: its owner releases it, or Windows has not yet deleted it. */
function mayGo(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT' || process.platform === 'win32';
}

async function acquire(path: string): Promise<void> {
  try {
    while (!(await tryLock(path))) {
      await removeAbandoned(path).catch((error) => {
        if (!mayGo(error)) throw error;
      });
      await setTimeout(retryMs);
    }
  } catch (error) {
    const text = l10n.t('A lock cannot be written in {0}. {1}', dirname(path), systemCause(error));
    throw new StoreError(text, { cause: error });
  }
}

export interface LockOptions {
  /** Whether the work is done without the lock on a disk that is full or may not be written. */
  readonly optional?: boolean;
}

/**
 * Does work while no other process holds the lock.
 * @param path of the file that represents it
 * @throws StoreError when it cannot be written
 */
export async function withLock<Result>(path: string, work: () => Promise<Result>, { optional = false }: LockOptions = {}): Promise<Result> {
  try {
    await acquire(path);
  } catch (error) {
    if (optional && isUnwritable((error as Error).cause)) return work();
    throw error;
  }
  try {
    return await whileAlive(path, work);
  } finally {
    await rm(path, { force: true }).catch(() => {});
  }
}
