import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { systemCause } from '../../shared/values/systemCause';
import { heartbeatMs, whileAlive } from './heartbeat';
import { forgetLock, isOwnerGone, newLockText, releaseLock } from './lockOwner';
import { makeFolder } from './makeFolder';
import { StoreError } from './runFolder';

/** A lock that the processes of several windows and command lines share. */

const retryMs = 25;
/** Time between two looks at the owner of a lock, in ms. On macOS each takes a process. */
const lookMs = 250;
/** After so long, whoever waits is told. */
const patienceMs = 1000;
/** Windows deletes a file once nobody reads it. Until then, none can be made in its place. */
const deletionMs = 2000;
/** A lock without a sign of life for this long has lost its owner, if nothing else is known of it. */
const silentMs = 6 * heartbeatMs;

export interface LockOptions {
  /** Whether the work is done without the lock on a disk that is full or may not be written. */
  readonly optional?: boolean;
  /** Ends the wait for the lock. */
  readonly signal?: AbortSignal | undefined;
  /** Called once when the wait takes longer than usual. */
  onWaiting?(): void;
}

/** Whether the process that wrote a lock has ended. */
async function isAbandoned(path: string, text: string): Promise<boolean> {
  const age = Date.now() - (await stat(path)).mtimeMs;
  if (text !== '') return isOwnerGone(text, age > silentMs);
  // The owner may be about to write its id. An empty lock from the future is one of before the clock was set back.
  return Math.abs(age) > silentMs;
}

/** Removes a lock that its owner left. Another process may do the same at that moment, and then have the lock. */
async function removeAbandoned(path: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  if (!(await isAbandoned(path, text))) return;
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside);
  const isOther = (await readFile(aside, 'utf8')) !== text;
  if (isOther) await putBack(aside, path);
  else await rm(aside, { force: true });
}

/** Puts a lock back in its place, unless yet another process has taken it in between. */
async function putBack(aside: string, path: string): Promise<void> {
  try {
    await link(aside, path);
  } catch (error) {
    // On a disk without hard links it is put back all the same.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return rename(aside, path);
  }
  await rm(aside, { force: true });
}

const unwritable: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM']);

/** Whether a disk takes no lock, because it is full or may not be written. */
export function isUnwritable(error: unknown): boolean {
  return unwritable.has((error as NodeJS.ErrnoException | undefined)?.code);
}

/** Makes the file of a lock. On a full disk it could be made, but not written: left empty, it would hold everyone up for a minute. */
async function makeLock(path: string, own: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(own);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** @returns whether this process has the lock now */
async function tryLock(path: string, own: string): Promise<boolean> {
  try {
    await makeLock(path, own);
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

/** @throws what the file system throws, or the reason of the signal */
async function waitForLock(path: string, own: string, { signal, onWaiting }: LockOptions): Promise<void> {
  const started = performance.now();
  let [isTold, lookedAt] = [false, Number.NEGATIVE_INFINITY];
  const attempt = () =>
    tryLock(path, own).catch((error) => {
      if (process.platform === 'win32' && isUnwritable(error) && performance.now() - started < deletionMs) return false;
      throw error;
    });
  const look = () =>
    removeAbandoned(path).catch((error) => {
      if (!mayGo(error)) throw error;
    });
  for (;;) {
    signal?.throwIfAborted();
    if (await attempt()) return;
    if (performance.now() - lookedAt > lookMs) {
      lookedAt = performance.now();
      await look();
    }
    if (!isTold && performance.now() - started > patienceMs) {
      isTold = true;
      onWaiting?.();
    }
    await setTimeout(retryMs, undefined, { ...(signal && { signal }) });
  }
}

async function acquire(path: string, own: string, options: LockOptions): Promise<void> {
  try {
    await waitForLock(path, own, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    const text = l10n.t('A lock cannot be written in {0}. {1}', dirname(path), systemCause(error));
    throw new StoreError(text, { cause: error });
  }
}

/**
 * Does work while no other process holds the lock.
 * @param path of the file that represents it
 * @throws StoreError when it cannot be written, the reason of the signal when it is raised before
 */
export async function withLock<Result>(path: string, work: () => Promise<Result>, options: LockOptions = {}): Promise<Result> {
  const own = newLockText();
  try {
    await acquire(path, own, options);
  } catch (error) {
    forgetLock(own);
    if (options.optional && isUnwritable((error as Error).cause)) return work();
    throw error;
  }
  try {
    options.signal?.throwIfAborted();
    return await whileAlive(path, work);
  } finally {
    await releaseLock(path, own);
  }
}
