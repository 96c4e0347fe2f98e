import { closeSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { TextDecoder } from 'node:util';
import { type ChecksumLines, ChecksumParser } from '../../shared/checksums/checksumFile';
import { openRegular, readFailure } from '../fs/regularFile';

/** Bytes that are read before other messages are handled. */
const textBlockBytes = 1 << 18;

/** PowerShell's `>` writes UTF-16. Everything else is UTF-8, with or without a byte order mark. */
function encodingOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

async function* decodedText(file: number): AsyncGenerator<string> {
  const block = Buffer.allocUnsafeSlow(textBlockBytes);
  let decoder: TextDecoder | undefined;
  for (let length = readSync(file, block); length > 0; length = readSync(file, block)) {
    const part = block.subarray(0, length);
    decoder ??= new TextDecoder(encodingOf(part));
    yield decoder.decode(part, { stream: true });
    await setImmediate();
  }
  yield decoder?.decode() ?? '';
}

/**
 * Reads the lines of a checksum file of any length, a few thousand at a time.
 * @throws FailureError when the file cannot be read
 */
export async function* readChecksumFile(path: string): AsyncGenerator<ChecksumLines> {
  const parser = new ChecksumParser(basename(path));
  try {
    const { file } = openRegular(path);
    try {
      for await (const text of decodedText(file)) yield parser.push(text);
      yield parser.end();
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw readFailure(error);
  }
}
