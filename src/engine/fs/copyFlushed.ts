import { chmodSync, closeSync, constants, copyFileSync, fsyncSync, openSync } from 'node:fs';

/**
 * Copies a file of any size to a free path, readable and writable only by its owner, and flushes the copy to the disk.
 * The caller must verify the copy.
 * @throws what the file system throws; an unflushed copy may be left behind
 */
export function copyFlushed(path: string, target: string): void {
  copyFileSync(path, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  // The copy has the permissions of the file, which may be read-only. On Windows, flushing requires a writable descriptor.
  chmodSync(target, 0o600);
  const file = openSync(target, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
