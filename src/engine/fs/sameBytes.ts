import { closeSync, openSync, readSync } from 'node:fs';

const blockBytes = 1 << 20;

/** Whether a file consists of exactly these bytes. It is read in blocks. @throws what the file system throws */
export function hasBytes(path: string, bytes: Buffer): boolean {
  const file = openSync(path, 'r');
  try {
    // One byte more than expected, which shows a longer file.
    const block = Buffer.allocUnsafe(Math.min(blockBytes, bytes.length + 1));
    let at = 0;
    for (let length = readSync(file, block); length > 0; length = readSync(file, block)) {
      if (at + length > bytes.length || block.compare(bytes, at, at + length, 0, length) !== 0) return false;
      at += length;
    }
    return at === bytes.length;
  } finally {
    closeSync(file);
  }
}
