import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ReadableBytes } from './decoder';

/** A file of which decoders read parts, while it is open. */
class OpenFile implements ReadableBytes {
  readonly size: number;

  constructor(readonly file: number) {
    this.size = fstatSync(file).size;
  }

  read(at: number, length: number): Buffer {
    // A damaged file may claim that gigabytes follow.
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, this.size - at)));
    return bytes.subarray(0, readSync(this.file, bytes, 0, bytes.length, at));
  }
}

/** Reads parts of a file. @throws what the file system throws, and what `work` throws */
export function withReadableFile<Result>(path: string, work: (file: ReadableBytes) => Result): Result {
  const file = openSync(path, 'r');
  try {
    return work(new OpenFile(file));
  } finally {
    closeSync(file);
  }
}
