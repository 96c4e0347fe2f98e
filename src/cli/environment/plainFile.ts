import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/**
 * Reads the start of a file that anybody may have put there. A pipe would wait for a writer, a device may never end, and
 * another file may take its place at any time: so it is opened once, and what is open is judged.
 * @param most bytes to read at most
 * @returns undefined for something that is not a file
 * @throws what the file system throws
 */
export function readPlainFile(path: string, most: number): Buffer | undefined {
  // On Windows the flag is undefined, which counts as 0.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) return undefined;
    const bytes = Buffer.alloc(Math.min(most, stats.size));
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) read = readSync(file, bytes, { offset: length });
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
