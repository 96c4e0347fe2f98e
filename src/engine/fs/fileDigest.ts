import { createHash, hash } from 'node:crypto';
import { closeSync, readSync } from 'node:fs';
import { openRegular } from './regularFile';

const blockBytes = 1 << 18;
/** Shared by all files: each is read in one go, and a block for each would take longer than reading it. */
let sharedBlock: Buffer | undefined;

/** SHA-256 of bytes, in hex. */
export function digestOf(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

/** SHA-256 of a file, in hex, read in blocks. A pipe would block, and some devices never end. @throws as {@link openRegular} does */
export function digestOfFile(path: string): string {
  const digest = createHash('sha256');
  sharedBlock ??= Buffer.allocUnsafe(blockBytes);
  const block = sharedBlock;
  const { file } = openRegular(path);
  try {
    for (let length = readSync(file, block); length > 0; length = readSync(file, block)) digest.update(block.subarray(0, length));
  } finally {
    closeSync(file);
  }
  return digest.digest('hex');
}

/** SHA-256 of a file, in hex; undefined if it does not exist. @throws as {@link digestOfFile} does */
export function digestIfThere(path: string): string | undefined {
  try {
    return digestOfFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The digest of a file. Undefined for what is no file, or cannot be read. */
export function digestIfReadable(path: string): string | undefined {
  try {
    return digestIfThere(path);
  } catch {
    return undefined;
  }
}
