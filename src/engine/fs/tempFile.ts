import {
  chownSync,
  closeSync,
  fsync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Temp files. They are hidden, in the folder of their target so that a rename is atomic, and named by run and task for cleanup. */

/** Longest wait for another program (a virus scanner, an indexer) that locks a file on Windows, in ms. */
const maxLockWaitMs = 2000;

/** The path of the temp file for one output of a task. */
export function tempPath(target: string, runId: string, task: number, output: number): string {
  return join(dirname(target), `.assetmill-${runId}-${task}-${output}.tmp`);
}

function openNew(path: string, mode: number): number {
  try {
    return openSync(path, 'wx', mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    rmSync(path, { force: true });
    return openSync(path, 'wx', mode);
  }
}

/** Creates a temp file with some bytes and returns its descriptor. One of an earlier attempt is removed first, so that no other process can write to the new one. */
function createTemp(path: string, bytes: Uint8Array, mode: number): number {
  const file = openNew(path, mode & 0o777);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  } catch (error) {
    discardTemp(path, file);
    throw error;
  }
  return file;
}

function discardTemp(path: string, file: number): void {
  closeSync(file);
  rmSync(path, { force: true });
}

/** Writes bytes to a temp file in an existing folder and flushes them to the disk. On an error, no file is left behind. */
export function writeTemp(path: string, bytes: Uint8Array, mode: number): void {
  const file = createTemp(path, bytes, mode);
  try {
    fsyncSync(file);
  } catch (error) {
    discardTemp(path, file);
    throw error;
  }
  closeSync(file);
}

/**
 * Like `writeTemp`, but flushes outside of this thread: on a laptop's disk that takes milliseconds, in which the thread works on
 * other files, and the system flushes several files together.
 */
export async function writeTempConcurrently(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  const file = createTemp(path, bytes, mode);
  try {
    await new Promise<void>((resolve, reject) => fsync(file, (error) => (error ? reject(error) : resolve())));
  } catch (error) {
    discardTemp(path, file);
    throw error;
  }
  closeSync(file);
}

/**
 * Gives a temp file the owner of the file that it replaces, as far as the system allows: root may set any owner, others only
 * a group of their own. Must precede setting the permissions, since a change of owner can reduce them.
 */
export function giveOwner(path: string, { uid, gid }: { readonly uid?: number; readonly gid?: number }): void {
  if (uid === undefined || gid === undefined) return;
  const now = statSync(path);
  if (now.gid !== gid) chownIfAllowed(path, now.uid, gid);
  if (now.uid !== uid) chownIfAllowed(path, uid, gid);
}

function chownIfAllowed(path: string, uid: number, gid: number): void {
  try {
    chownSync(path, uid, gid);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Not allowed, an owner unknown in this container, or a disk without owners.
    if (code !== 'EPERM' && code !== 'EINVAL' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
  }
}

/** Whether anything exists at a path, including a broken link. */
export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/**
 * Takes the first name from a file that has its final one. If that is not possible, not even by another try, it loses the final
 * one again: a move that fails leaves nothing behind.
 * @throws what the file system throws
 */
function dropTemp(temp: string, target: string): void {
  try {
    unlinkSync(temp);
  } catch (error) {
    try {
      removeTemp(temp);
    } catch {
      unlinkSync(target);
      throw error;
    }
  }
}

/** Moves a temp file to a free path. @throws an error with the code EEXIST if the path is taken */
export function moveToFreePlace(temp: string, target: string): void {
  try {
    linkSync(temp, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOENT') throw error;
    // A file system without hard links (FAT, some network disks).
    if (exists(target)) throw Object.assign(new Error('the file exists'), { code: 'EEXIST' });
    renameSync(temp, target);
    return;
  }
  dropTemp(temp, target);
}

/** Replaces an existing file by a temp file, atomically. On Windows, waits while another program locks it. */
export function moveOver(temp: string, target: string): void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; ; waited += 50) {
    try {
      renameSync(temp, target);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const isLocked = process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY');
      if (!isLocked || waited >= maxLockWaitMs) throw error;
      Atomics.wait(sleeper, 0, 0, 50);
    }
  }
}

/** Removes a temp file if it exists. */
export function removeTemp(path: string): void {
  rmSync(path, { force: true });
}

/** Removes the temp files that a killed run left in the folders of its targets. Returns their number. */
export function sweepTemps(runId: string, targets: readonly string[]): number {
  const prefix = `.assetmill-${runId}-`;
  let removed = 0;
  for (const folder of new Set(targets.map(dirname))) {
    let names: string[];
    try {
      names = readdirSync(folder);
    } catch {
      continue; // the folder was never created, or no longer exists
    }
    for (const name of names.filter((each) => each.startsWith(prefix) && each.endsWith('.tmp'))) {
      try {
        removeTemp(join(folder, name));
        removed += 1;
      } catch {
        // One that cannot be removed does not keep the others.
      }
    }
  }
  return removed;
}
