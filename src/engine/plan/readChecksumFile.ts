import { closeSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { TextDecoder } from 'node:util';
import { type ChecksumLines, ChecksumParser } from '../../shared/checksums/checksumFile';
import { openRegular, readFailure } from '../fs/regularFile';

const blockBytes = 1 << 18;

/** PowerShell's `>` writes UTF-16; all else is UTF-8, with or without a mark. */
function encodingOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

async function* textOf(file: number): AsyncGenerator<string> {
  const block = Buffer.allocUnsafeSlow(blockBytes);
  let decoder: TextDecoder | undefined;
  for (let length = readSync(file, block); length > 0; length = readSync(file, block)) {
    const part = block.subarray(0, length);
    decoder ??= new TextDecoder(encodingOf(part));
    yield decoder.decode(part, { stream: true });
    // Whoever else uses this thread has a turn after each block.
    await setImmediate();
  }
  yield decoder?.decode() ?? '';
}

/**
 * What a checksum file says, some thousand lines at a time, however long it is.
 * @throws FailureError where the file cannot be read
 */
export async function* readChecksums(path: string): AsyncGenerator<ChecksumLines> {
  const parser = new ChecksumParser(basename(path));
  try {
    const { file } = openRegular(path);
    try {
      for await (const text of textOf(file)) yield parser.push(text);
      yield parser.end();
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw readFailure(error);
  }
}
