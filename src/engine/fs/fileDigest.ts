import { createHash, hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

const blockBytes = 1 << 18;
/** Shared by all files: each is read in one go, and a block for each would take longer than reading it. */
let sharedBlock: Buffer | undefined;

/** SHA-256 of bytes, in hex. */
export function digestOf(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

/** SHA-256 of a file, in hex, read in blocks. @throws what the file system throws */
export function digestOfFile(path: string): string {
  const digest = createHash('sha256');
  sharedBlock ??= Buffer.allocUnsafe(blockBytes);
  const block = sharedBlock;
  const file = openSync(path, 'r');
  try {
    for (let length = readSync(file, block); length > 0; length = readSync(file, block)) digest.update(block.subarray(0, length));
  } finally {
    closeSync(file);
  }
  return digest.digest('hex');
}

/** SHA-256 of a file, in hex; undefined if it does not exist. */
export function digestIfThere(path: string): string | undefined {
  try {
    return digestOfFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
