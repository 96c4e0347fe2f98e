import {
  chownSync,
  closeSync,
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

/** Temp files: hidden, in the folder of their target so that a rename is atomic, named by run and task so that a sweep knows them. */

/** Longest wait for another program (a virus scanner, an indexer) that holds a file on Windows, in ms. */
const renamePatienceMs = 2000;

export function tempPath(target: string, runId: string, task: number, output: number): string {
  return join(dirname(target), `.assetmill-${runId}-${task}-${output}.tmp`);
}

/**
 * Writes bytes to a temp file in a folder that is there, and flushes them to the disk. On any error no file is left.
 * One that an attempt before left goes first: nobody else writes to the new one.
 */
export function writeTemp(path: string, bytes: Uint8Array, mode: number): void {
  rmSync(path, { force: true });
  const file = openSync(path, 'wx', mode & 0o777);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } catch (error) {
    closeSync(file);
    rmSync(path, { force: true });
    throw error;
  }
  closeSync(file);
}

/**
 * Gives a temp file the owner of the file whose place it takes, as far as the system lets this process: root may, others
 * may give a group of their own. Comes before the permissions, which a change of owner can cut down.
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
    // Not this process's to give, an owner that a container does not know, or a disk without owners.
    if (code !== 'EPERM' && code !== 'EINVAL' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
  }
}

/** Whether there is anything at a path, a broken link included. */
export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Gives a temp file its name where nothing is; fails with EEXIST where something appeared. */
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
  unlinkSync(temp);
}

/** Puts a temp file in the place of an existing file, atomically; waits while another program holds it (Windows). */
export function moveOver(temp: string, target: string): void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; ; waited += 50) {
    try {
      renameSync(temp, target);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const held = process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY');
      if (!held || waited >= renamePatienceMs) throw error;
      Atomics.wait(sleeper, 0, 0, 50);
    }
  }
}

export function removeTemp(path: string): void {
  rmSync(path, { force: true });
}

/** Removes the temp files that a killed run left in the folders of its targets. Returns how many there were. */
export function sweepTemps(runId: string, targets: readonly string[]): number {
  const prefix = `.assetmill-${runId}-`;
  let removed = 0;
  for (const folder of new Set(targets.map(dirname))) {
    let names: string[];
    try {
      names = readdirSync(folder);
    } catch {
      continue; // the folder was never made, or is gone
    }
    for (const name of names.filter((each) => each.startsWith(prefix) && each.endsWith('.tmp'))) {
      try {
        removeTemp(join(folder, name));
        removed += 1;
      } catch {
        // One that cannot be removed holds up no other.
      }
    }
  }
  return removed;
}
