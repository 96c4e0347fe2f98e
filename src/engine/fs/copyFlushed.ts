import { chmodSync, closeSync, constants, copyFileSync, fsyncSync, openSync } from 'node:fs';

/**
 * Copies a file of any size to a free place, for its owner alone to read and write, and flushes the copy to the disk.
 * Whether it is the same is the caller's to check.
 * @throws what the file system throws; a copy that could not be flushed may be there then
 */
export function copyFlushed(path: string, place: string): void {
  copyFileSync(path, place, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  // The permissions are those of the file, which may be read-only; flushing takes a descriptor that can write on Windows.
  chmodSync(place, 0o600);
  const file = openSync(place, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
